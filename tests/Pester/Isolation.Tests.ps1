BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    $use = "Import-Module '$ModulePath'; Connect-WanVideo Sandbox -SandboxTaskSec 0.1; (New-WanVideoTask A -ImageUrl https://example.com/a.png | Wait-WanVideoTask).Status"
}

Describe 'The module beside others' {
    It 'works after a module that loaded another Microsoft.Extensions.Http' {
        Invoke-Process "Import-Module '$OtherModulePath'; (Get-OtherHttpVersion).Major; $use" | Should -Be 9, Succeeded
    }

    It 'leaves a module that comes later its own Microsoft.Extensions.Http' {
        Invoke-Process "$use; Import-Module '$OtherModulePath'; (Get-OtherHttpVersion).Major" | Should -Be Succeeded, 9
    }

    It 'loads no third-party assembly at import, and none beside PowerShell''s own ever' {
        $script = "Import-Module '$ModulePath'; function Own { [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object Location -like '*WanVideo*' | ForEach-Object { `$_.GetName().Name } | Sort-Object }; Own; $use; Own"
        Invoke-Process $script | Should -Be WanVideo.Core, WanVideo.PowerShell, Succeeded, WanVideo.Core, WanVideo.PowerShell
    }

    It 'takes from PowerShell and the framework what they have' {
        $script = "$use | Out-Null; ([Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq WanVideo).Assemblies.Location | Split-Path | Sort-Object -Unique"
        Invoke-Process $script | Should -Be (Join-Path (Resolve-Path $ModulePath) lib)
    }

    It 'keeps its cmdlets through Import-Module -Force, twice' {
        $all = (Import-PowerShellDataFile (Join-Path $ModulePath WanVideo.psd1)).CmdletsToExport.Count
        Invoke-Process "Import-Module '$ModulePath'; Import-Module '$ModulePath' -Force; Import-Module '$ModulePath' -Force; (Get-Command -Module WanVideo).Count; $use" | Should -Be $all, Succeeded
    }

    It 'has its types by name as soon as it is imported' {
        Invoke-Process "Import-Module '$ModulePath'; [WanVideo.VideoTask].FullName; [WanVideo.VideoStatus]::Succeeded" | Should -Be WanVideo.VideoTask, Succeeded
    }

    It 'shares its connections with other runspaces' {
        Invoke-Process "$use; 1..2 | ForEach-Object -Parallel { Import-Module '$ModulePath'; (New-WanVideoTask A -ImageUrl https://example.com/a.png).Provider }" | Should -Be Succeeded, Sandbox, Sandbox
    }
}
