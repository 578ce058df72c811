# Conventions of PowerShell modules, and rules of this project for its sources.

BeforeDiscovery {
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
    $cmdlets = (Import-PowerShellDataFile $root/WanVideo.psd1).CmdletsToExport | ForEach-Object { @{ Name = $_ } }
    $projects = Get-ChildItem $root/src -Filter *.csproj -Recurse -Depth 1 | ForEach-Object { @{ Project = $_.BaseName; Path = $_.FullName } }
    $scripts = Get-ChildItem $root -Include *.ps1, *.psm1, *.psd1 -Recurse |
        ForEach-Object { @{ Path = $_.FullName; Script = [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') } } |
        Where-Object Script -notmatch '(^|/)(bin|obj|out|artifacts)/'
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
}

Describe 'The module' {
    It 'exports every cmdlet, and its manifest lists each' {
        $exported = (Import-PowerShellDataFile $root/WanVideo.psd1).CmdletsToExport
        $commands = (Get-Command Connect-WanVideo).ImplementingType.Assembly.GetExportedTypes().ForEach{ $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) }
        $commands.ForEach{ "$($_.VerbName)-$($_.NounName)" } | Sort-Object | Should -Be ($exported | Sort-Object)
        $exported | Should -Be ($exported | Sort-Object) -Because 'the list is sorted'
    }

    It 'writes nothing when it is imported' {
        Invoke-Process "Import-Module '$ModulePath' *>&1" | Should -BeNullOrEmpty
    }

    It 'references WanVideo.Core, the framework and PowerShell, and no gateway' {
        $assembly = (Get-Command Connect-WanVideo).ImplementingType.Assembly
        $framework = Split-Path ([object].Assembly.Location)
        $assembly.GetReferencedAssemblies().Name | Where-Object { -not (Test-Path (Join-Path $framework "$_.dll")) } | Sort-Object |
            Should -Be System.Management.Automation, WanVideo.Core
    }
}

Describe '<Name>' -ForEach $cmdlets {
    BeforeAll {
        # Commands with effects outside of this session: they are billed, act at a gateway, change the ledger, or write files.
        $verbsWithEffects = 'New', 'Remove', 'Resolve', 'Restart', 'Save', 'Stop'
        $command = Get-Command $Name
        $sets = $command.ParameterSets
    }

    It 'has an approved verb and a singular noun' {
        $command.Verb | Should -BeIn (Get-Verb).Verb
        $command.Noun | Should -MatchExactly '^WanVideo([A-Z][a-z]+)?$'
        $command.Noun | Should -Not -Match '[^s]s$'
    }

    It 'supports -WhatIf if, and only if, it has effects outside of the session' {
        $command.Parameters.ContainsKey('WhatIf') | Should -Be ($command.Verb -in $verbsWithEffects)
    }

    It 'asks for confirmation by default only if it removes records' {
        $impact = $command.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false).ConfirmImpact
        $impact -eq 'High' | Should -Be ($command.Verb -eq 'Remove')
    }

    It 'binds at most one parameter of a set from the pipeline by value' {
        foreach ($set in $sets) {
            @($set.Parameters | Where-Object ValueFromPipeline).Count | Should -BeLessOrEqual 1 -Because "this is the parameter set $($set.Name)"
        }
    }

    It 'has a default parameter set that exists' {
        if ($sets.Count -gt 1) { $command.DefaultParameterSet | Should -BeIn $sets.Name }
    }

    It 'has parameter names in Pascal case and in the singular' {
        $own = $command.Parameters.Values | Where-Object { $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters }
        $own.Name | Where-Object { $_ -cnotmatch '^[A-Z][A-Za-z]+$' } | Should -BeNullOrEmpty
        $own.Name | Where-Object { $_ -cmatch '[^s]s$' -and $_ -notmatch '(Sec|Status|Seconds|Days)$' -and $_ -ne 'Headers' } | Should -BeNullOrEmpty -Because 'names of parameters are singular, also for lists. Headers is that of Invoke-RestMethod'
        $own | Where-Object { $_.ParameterType -eq [bool] } | Should -BeNullOrEmpty -Because 'Boolean parameters are switches'
    }
}

Describe 'The declared output types' {
    BeforeAll {
        $server = Start-MockServer
        Disconnect-WanVideo
        Connect-Mock $server -Provider DashScope, AceData, EvoLink

        # Runs that return every output type of each cmdlet.
        $image = 'https://example.com/cat.png'
        $runs = @{
            'Connect-WanVideo'             = { Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $server.BaseUri -PassThru }
            'ConvertFrom-WanVideoCallback' = { '{"id":"task-1","status":"completed","results":["https://example.com/v.mp4"]}' | ConvertFrom-WanVideoCallback -Provider EvoLink }
            'Disconnect-WanVideo'          = { Connect-WanVideo Sandbox; Disconnect-WanVideo Sandbox }
            'Get-WanVideoBalance'          = { Get-WanVideoBalance EvoLink }
            'Get-WanVideoConnection'       = { Get-WanVideoConnection }
            'Get-WanVideoModel'            = { Get-WanVideoModel }
            'Get-WanVideoProvider'         = { Get-WanVideoProvider }
            'Get-WanVideoTask'             = {
                Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = @{ kind = 'drop'; when = 'after' } }
                New-WanVideoTask 'A cat without a response' -Provider AceData -ErrorAction SilentlyContinue | Out-Null
                $task = New-WanVideoTask 'A cat' -Image $image -Provider EvoLink
                $task | Get-WanVideoTask
                Get-WanVideoTask $task.Id -Provider EvoLink
                Get-WanVideoTask -WarningAction SilentlyContinue
                Get-WanVideoTask -Remote -Provider EvoLink
                Get-WanVideoTask -Status Unresolved
            }
            'Measure-WanVideoCost'         = { Measure-WanVideoCost 'A cat' -Image $image -Provider EvoLink }
            'New-WanVideoTask'             = { New-WanVideoTask 'Another cat' -Image $image -Provider EvoLink }
            'Get-WanVideoLedger'           = { Get-WanVideoLedger }
            'Remove-WanVideoTask'          = { New-WanVideoTask 'A cat to remove' -Image $image -Provider EvoLink | Wait-WanVideoTask | Remove-WanVideoTask -Confirm:$false }
            'Receive-WanVideoCallback'     = {
                $port = Get-FreePort
                $listener = Start-Pipeline "Receive-WanVideoCallback $port -Provider EvoLink -Count 1 -TimeoutSec 20 -SkipVerification -Verbose"
                [Threading.SpinWait]::SpinUntil({ "$($listener.Shell.Streams.Verbose)" -like 'Listening on *' }, 20000) | Should -BeTrue
                Invoke-RestMethod "http://127.0.0.1:$port/" -Method Post -Body '{"id":"task-1","status":"completed"}' | Out-Null
                $listener.Shell.EndInvoke($listener.Run) | Out-Null
                $listener.Output
            }
            'Register-WanVideoProvider'    = { Register-WanVideoProvider $FifthGatewayPath -PassThru }
            'Resolve-WanVideoTask'         = {
                Add-MockFault $server @{ path = 'wan/videos$'; times = 1; action = @{ kind = 'drop'; when = 'after' } }
                New-WanVideoTask 'A cat to resolve' -Provider AceData -ErrorAction SilentlyContinue | Out-Null
                Get-WanVideoTask -Status Unresolved | Where-Object Prompt -eq 'A cat to resolve' | Resolve-WanVideoTask -NotCreated
            }
            'Restart-WanVideoTask'         = { New-WanVideoTask 'A cat to make twice' -Image $image -Provider EvoLink | Restart-WanVideoTask -Force }
            'Save-WanVideo'                = {
                $task = New-WanVideoTask 'A cat to save' -Image $image -Duration 2 -Provider EvoLink | Wait-WanVideoTask
                $task | Save-WanVideo -Path $TestDrive -PassThru
            }
            'Stop-WanVideoTask'            = { New-WanVideoTask 'A cat to stop #takes:600' -Image $image -Provider DashScope | Stop-WanVideoTask -PassThru }
            'Wait-WanVideoTask'            = { New-WanVideoTask 'A cat to wait for' -Image $image -Provider EvoLink | Wait-WanVideoTask }
        }
    }

    AfterAll {
        Disconnect-WanVideo
        Stop-MockServer $server
    }

    It 'are those that <Name> returns' -ForEach $cmdlets {
        $declared = (Get-Command $Name).OutputType.Type.FullName | Sort-Object
        $returned = & $runs[$Name] | ForEach-Object { $_.GetType().FullName } | Sort-Object -Unique
        $returned | Should -Be $declared
    }
}

Describe '<Project>' -ForEach $projects {
    It 'does not build with undocumented public members' {
        $properties = (dotnet msbuild $Path -getProperty:GenerateDocumentationFile -getProperty:TreatWarningsAsErrors -getProperty:NoWarn | ConvertFrom-Json).Properties
        $properties.GenerateDocumentationFile | Should -Be true
        $properties.TreatWarningsAsErrors | Should -Be true
        $properties.NoWarn | Should -Not -Match '1591|1573'
        Get-ChildItem (Split-Path $Path) -Filter *.cs -Recurse | Select-String -Pattern 'pragma warning disable.*1591', 'SuppressMessage.*1591' | Should -BeNullOrEmpty
    }
}

Describe 'The script <Script>' -ForEach $scripts {
    BeforeAll { Import-Module PSScriptAnalyzer -ErrorAction Ignore }

    It 'has no PSScriptAnalyzer findings' {
        if (-not (Get-Module PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'PowerShell has no PSScriptAnalyzer (Install-PSResource PSScriptAnalyzer)' ; return }
        $settings = Join-Path $root ($Script -like 'tests/*' ? 'tests' : '') PSScriptAnalyzerSettings.psd1

        # The manifest is analyzed in the built module, beside the files that it refers to.
        $analyzedPath = $Script -eq 'WanVideo.psd1' ? (Join-Path $ModulePath WanVideo.psd1) : $Path
        Invoke-ScriptAnalyzer $analyzedPath -Settings $settings | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'build.ps1' {
    It 'leaves the location of its caller unchanged, also after an error' {
        function dotnet { Set-Variable LASTEXITCODE $exitCode -Scope Global }
        Push-Location $TestDrive
        try {
            $exitCode = 0
            & $root/build.ps1 Build
            $PWD.ProviderPath | Should -Be (Convert-Path $TestDrive)
            $exitCode = 1
            { & $root/build.ps1 Build } | Should -Throw 'dotnet build*exited with code 1.'
            $PWD.ProviderPath | Should -Be (Convert-Path $TestDrive)
        } finally {
            Set-Variable LASTEXITCODE 0 -Scope Global
            Pop-Location
        }
    }
}
