BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    $createAndWait = "Import-Module '$ModulePath'; Connect-WanVideo Sandbox -SandboxTaskSec 0.1; (New-WanVideoTask A -Image https://example.com/a.png | Wait-WanVideoTask).Status"
}

Describe 'The module in a session with other modules' {
    It 'works after a module that loaded another version of Microsoft.Extensions.Http' {
        Invoke-Process "Import-Module '$OtherModulePath'; (Get-OtherHttpVersion).Major; $createAndWait" | Should -Be 9, Succeeded
    }

    It 'does not affect the version of Microsoft.Extensions.Http that a later module loads' {
        Invoke-Process "$createAndWait; Import-Module '$OtherModulePath'; (Get-OtherHttpVersion).Major" | Should -Be Succeeded, 9
    }

    It 'loads no third-party assembly into the default context' {
        $script = "Import-Module '$ModulePath'; function Own { [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object Location -like '*WanVideo*' | ForEach-Object { `$_.GetName().Name } | Sort-Object }; Own; $createAndWait; Own"
        Invoke-Process $script | Should -Be WanVideo.Core, WanVideo.PowerShell, Succeeded, WanVideo.Core, WanVideo.PowerShell
    }

    It 'shares the assemblies of PowerShell and the framework' {
        $script = "$createAndWait | Out-Null; ([Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq WanVideo).Assemblies.Location | Split-Path | Sort-Object -Unique"
        Invoke-Process $script | Should -Be (Join-Path (Resolve-Path $ModulePath) lib)
    }

    It 'keeps its cmdlets after repeated Import-Module -Force' {
        $all = (Import-PowerShellDataFile (Join-Path $ModulePath WanVideo.psd1)).CmdletsToExport.Count
        Invoke-Process "Import-Module '$ModulePath'; Import-Module '$ModulePath' -Force; Import-Module '$ModulePath' -Force; (Get-Command -Module WanVideo).Count; $createAndWait" | Should -Be $all, Succeeded
    }

    It 'makes its types available when it is imported' {
        Invoke-Process "Import-Module '$ModulePath'; [WanVideo.VideoTask].FullName; [WanVideo.VideoStatus]::Succeeded" | Should -Be WanVideo.VideoTask, Succeeded
    }

    It 'shares its connections with other runspaces' {
        Invoke-Process "$createAndWait; 1..2 | ForEach-Object -Parallel { Import-Module '$ModulePath'; (New-WanVideoTask A -Image https://example.com/a.png).Provider }" | Should -Be Succeeded, Sandbox, Sandbox
    }
}
