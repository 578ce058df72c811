# The conventions of the commands, each over all commands by reflection or a table, so that a new command is held to them without a new test.

BeforeDiscovery {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $commands = @(Get-Command -Module WanVideo)
    $cmdlets = $commands | ForEach-Object { @{ Name = $_.Name } }
    $taskCmdlets = $commands | Where-Object { $_.Parameters.ContainsKey('Task') } | ForEach-Object { @{ Name = $_.Name } }
    $shouldProcessCmdlets = $commands | Where-Object { $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object { @{ Name = $_.Name } }
    $common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
    $parameters = foreach ($command in $commands) {
        foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -notin $common -and -not $_.IsDynamic }) { @{ Name = $command.Name; Parameter = $parameter.Name } }
    }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'
    $commands = @(Get-Command -Module WanVideo)
    $common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters

    # DashScope cancels tasks, so that every command that takes tasks succeeds.
    Connect-Mock $server -Provider DashScope
    function Get-CreateRequestCount { (Get-MockState $server -Idle).createRequests }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'Positions' {
    It 'of all parameters are these' {
        $positions = foreach ($command in $commands) {
            $own = $command.Parameters.Values | Where-Object { $_.Name -notin $common -and -not $_.IsDynamic }
            foreach ($parameter in $own) {
                $position = ($parameter.Attributes | Where-Object { $_ -is [Parameter] }).Position | Measure-Object -Maximum | ForEach-Object Maximum
                if ($position -ge 0) { "$($command.Name) $($parameter.Name) $position" }
            }
        }

        $positions | Sort-Object | Should -Be @(
            'Connect-WanVideo Provider 0'
            'ConvertFrom-WanVideoCallback InputObject 0'
            'Disconnect-WanVideo Name 0'
            'Get-WanVideoBalance Connection 0'
            'Get-WanVideoConnection Name 0'
            'Get-WanVideoModel Model 0'
            'Get-WanVideoProvider Name 0'
            'Get-WanVideoTask Task 0'
            'Measure-WanVideoCost Prompt 0'
            'New-WanVideoTask Prompt 0'
            'Receive-WanVideoCallback Port 0'
            'Register-WanVideoProvider Path 0'
            'Remove-WanVideoTask Task 0'
            'Resolve-WanVideoTask Task 0'
            'Restart-WanVideoTask Task 0'
            'Save-WanVideo Path 0'
            'Save-WanVideo Task 1'
            'Stop-WanVideoTask Task 0'
            'Wait-WanVideoTask Task 0'
        )
    }
}

Describe 'A task as input' {
    BeforeAll {
        $task = New-WanVideoTask 'A cat' -Label cat | Wait-WanVideoTask
        $file = Join-Path $TestDrive task
        $task | Export-Clixml "$file.xml"
        $task | Export-Csv "$file.csv"
        $forms = [ordered]@{
            'a task'          = $task
            'its Clixml copy' = Import-Clixml "$file.xml"
            'its CSV row'     = Import-Csv "$file.csv"
            'its JSON copy'   = $task | ConvertTo-Json -Depth 5 | ConvertFrom-Json
            'a hashtable'     = @{ Id = $task.Id; Provider = $task.Provider }
            'an id'           = $task.Id
        }
        $options = @{ 'Save-WanVideo' = @{ Path = Join-Path $TestDrive saved; Force = $true }; 'Restart-WanVideoTask' = @{ WhatIf = $true }; 'Remove-WanVideoTask' = @{ WhatIf = $true }; 'Stop-WanVideoTask' = @{ WhatIf = $true } }
        # The errors of a command that takes the task in one of these ways. That Stop predicts that nothing would be canceled is none.
        function Get-TaskError([string] $Name, $Value, [string] $Way) {
            $more = $options[$Name] ?? @{}
            $Error.Clear()
            try {
                switch ($Way) {
                    'by pipeline' { , $Value | & $Name @more -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null }
                    'by name' { & $Name -Task $Value @more -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null }
                    'by position' { $Name -eq 'Save-WanVideo' ? (& $Name $more.Path $Value -Force -ErrorAction SilentlyContinue | Out-Null) : (& $Name $Value @more -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null) }
                }
                @($Error | Where-Object { "$_" -notlike 'cat has ended with the status Succeeded. Nothing was canceled.' })
            } catch { "terminating: $_" }
        }
    }

    It 'is accepted by <Name> in every form and way' -ForEach $taskCmdlets {
        foreach ($form in $forms.GetEnumerator()) {
            foreach ($way in 'by pipeline', 'by name', 'by position') {
                Get-TaskError $Name $form.Value $way | Should -BeNullOrEmpty -Because "$($form.Key) is passed $way"
            }
        }
    }

    It 'that is null or of another type causes one error that does not end <Name>' -ForEach $taskCmdlets {
        foreach ($value in $null, 42, (Get-Date)) {
            $failure = @(Get-TaskError $Name $value 'by pipeline')
            $failure | Should -HaveCount 1 -Because "the input is '$value'"
            "$failure" | Should -Not -BeLike 'terminating*'
            $failure[0].FullyQualifiedErrorId | Should -Not -BeLike 'System.*'
        }
    }

    It 'from the pipeline of <Name> together with a -Task argument causes one error per input' -ForEach $taskCmdlets {
        $before = Get-CreateRequestCount
        $more = $options[$Name] ?? @{}
        $Error.Clear()
        $task, $task | & $Name -Task $task @more -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $Error | Should -HaveCount 2
        Get-CreateRequestCount | Should -Be $before
    }

    It 'and each copy of it is no request: New refuses it and names Restart' {
        $before = Get-CreateRequestCount
        foreach ($form in 'a task', 'its Clixml copy', 'its CSV row', 'its JSON copy') {
            $forms[$form] | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure | Should -HaveCount 1 -Because "$form is the input"
            "$failure" | Should -Match 'Restart-WanVideoTask' -Because "$form is the input"
        }
        Get-CreateRequestCount | Should -Be $before
    }
}

Describe 'Spending' {
    It 'is done by New and Restart only: <Name> sends no create request' -ForEach ($taskCmdlets | Where-Object { $_.Name -ne 'Restart-WanVideoTask' }) {
        $task = New-WanVideoTask "A cat for $Name"
        $before = Get-CreateRequestCount
        $more = @{ 'Save-WanVideo' = @{ Path = Join-Path $TestDrive spending }; 'Remove-WanVideoTask' = @{ Confirm = $false }; 'Resolve-WanVideoTask' = @{ NotCreated = $true } }[$Name] ?? @{}
        $task | & $Name @more -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Out-Null
        Get-CreateRequestCount | Should -Be $before
    }
}

Describe '-WhatIf of <Name>' -ForEach $shouldProcessCmdlets {
    It 'needs no key, changes nothing and names the label or the prompt' {
        $script = "Import-Module '$ModulePath'; `$env:DASHSCOPE_API_KEY = `$null; `$env:WANVIDEO_LEDGER = '$env:WANVIDEO_LEDGER'; "
        $task = New-WanVideoTask 'A cat in a hat' -Label "whatif-$Name" | Wait-WanVideoTask
        $before = Get-CreateRequestCount
        $run = switch ($Name) {
            'New-WanVideoTask' { "New-WanVideoTask 'A cat in a hat' -Label whatif-$Name -Connection DashScope -WhatIf" }
            'Save-WanVideo' { "Save-WanVideo '$TestDrive/whatif' '$($task.Id)' -WhatIf" }
            default { "$Name '$($task.Id)' -WhatIf -ErrorAction Continue 2>&1 | Out-String" }
        }
        $output = Invoke-Process ($script + $run) | Out-String
        Get-CreateRequestCount | Should -Be $before
        $output | Should -Match "whatif-$Name|A cat in a hat"
        $output | Should -Not -Match 'API key'
    }
}

Describe 'Errors' {
    It 'of New, Wait and Save have the label, the row and the code of their request' {
        $rows = @(
            [pscustomobject]@{ Label = 'e1'; Scene = '1'; Prompt = 'A cat'; Duration = 99 }
            [pscustomobject]@{ Label = 'e2'; Scene = '2'; Prompt = 'A cat #fail:DataInspectionFailed'; Duration = 5 }
            [pscustomobject]@{ Label = 'e3'; Scene = '3'; Prompt = 'A cat'; Duration = 5 }
        )
        New-Item (Join-Path $TestDrive taken) -ItemType Directory | Out-Null
        'x' | Set-Content (Join-Path $TestDrive taken e3.mp4)
        $rows | New-WanVideoTask -ErrorVariable failed -ErrorAction SilentlyContinue |
            Wait-WanVideoTask -ErrorVariable +failed -ErrorAction SilentlyContinue |
            Save-WanVideo (Join-Path $TestDrive taken) -ErrorVariable +failed -ErrorAction SilentlyContinue
        $lines = $failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { "$($_.Exception.Label) $($_.Exception.Row.Scene) $($_.Exception.Error.Kind) $($_.Exception.Error.Code)".Trim() } | Sort-Object -Unique
        $lines | Should -Be 'e1 1 InvalidParameter', 'e2 2 ContentRejected DataInspectionFailed', 'e3 3 FileExists'
    }

    It 'of a failed task recommend to restart it, because the same label returns it' {
        $task = New-WanVideoTask 'A cat #fail:InternalError' -Label broken
        $task | Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike 'Restart-WanVideoTask *'
    }
}

Describe 'A request that was passed as parameters' {
    It 'is the target of its errors with its label, so that it can be piped again' {
        New-WanVideoTask 'A cat' -Label again -Duration 99 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].TargetObject.Label | Should -Be again
        $failure[0].TargetObject.Duration = 5
        ($failure[0].TargetObject | New-WanVideoTask).Label | Should -Be again
    }
}

Describe 'The folder of Save-WanVideo' {
    It 'is not a task' {
        $task = New-WanVideoTask 'A cat' -Label misplaced
        { Save-WanVideo $task $TestDrive } | Should -Throw '*It is a task.*'
    }
}

Describe 'A preview' {
    It 'of a request whose label has a task names the task' {
        $task = New-WanVideoTask 'A cat' -Label previewed
        $before = Get-CreateRequestCount
        $script = "Import-Module '$ModulePath'; `$env:WANVIDEO_LEDGER = '$env:WANVIDEO_LEDGER'; Connect-WanVideo DashScope -ApiKey $CanaryKey -BaseUri $($server.BaseUri); "
        (Invoke-Process "$script New-WanVideoTask ' A cat' -Label previewed -WhatIf" | Out-String) | Should -Match 'Create 5 s of'
        (Invoke-Process "$script New-WanVideoTask 'A cat' -Label previewed -WhatIf" | Out-String) | Should -Match "Return the existing task $($task.Id)\. Nothing is sent or billed"
        Get-CreateRequestCount | Should -Be $before
    }
}

Describe 'A saved task' {
    It 'has its file, whether it is passed by id or as an object of before' {
        $task = New-WanVideoTask 'A cat' -Label filed | Wait-WanVideoTask
        $file = $task | Save-WanVideo (Join-Path $TestDrive filed) -PassThru
        foreach ($value in $task, $task.Id) {
            (Get-WanVideoTask $value).SavedPath | Should -Be $file.FullName
            (Wait-WanVideoTask $value).SavedPath | Should -Be $file.FullName
        }
    }

    It 'that is passed twice is an error of the second' {
        $task = New-WanVideoTask 'A cat' -Label twice | Wait-WanVideoTask
        $task, $task | Save-WanVideo (Join-Path $TestDrive twice) -PassThru -ErrorVariable failure -ErrorAction SilentlyContinue | Should -HaveCount 1
        "$failure" | Should -BeLike 'twice: The task * was passed to this call before, and is saved as *'
    }
}

Describe 'An id that neither the ledger nor the gateway knows' {
    It 'is not found by <_>, also where the gateway returns a status for any id' -ForEach Get-WanVideoTask, Stop-WanVideoTask, Save-WanVideo, Wait-WanVideoTask {
        $more = $_ -eq 'Save-WanVideo' ? @{ Path = $TestDrive } : @{}
        & $_ -Task 11111111-2222-3333-4444-555555555555 @more -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }
}

Describe 'Parameters' {
    It 'have one type for each name within a noun, of which a filter takes several' {
        # -Name names connections, and in Save-WanVideo the file, as text or a script block.
        $exceptions = @('WanVideo Name')
        foreach ($noun in $commands | Group-Object Noun) {
            $types = $noun.Group | ForEach-Object { $command = $_; $_.Parameters.Values | Where-Object { $_.Name -notin $common -and -not $_.IsDynamic } | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Type = "$($_.ParameterType)".TrimEnd('[]'); Command = $command.Name } } }
            foreach ($name in $types | Group-Object Name) {
                if ("$($noun.Name) $($name.Name)" -in $exceptions) { continue }
                @($name.Group.Type | Select-Object -Unique).Count | Should -Be 1 -Because "-$($name.Name) of $($name.Group.Command -join ', ') is one thing"
            }
        }
    }

    It 'that hold a duration end in Sec, except those of the web cmdlets' {
        $durations = $commands | ForEach-Object { $_.Parameters.Values } | Where-Object { $_.ParameterType -in [timespan], [Nullable[timespan]] -or ($_.Name -match 'Timeout|Interval|Duration' -and $_.ParameterType -match 'Int|Double|Decimal') } | ForEach-Object Name | Select-Object -Unique

        # ConnectionTimeoutSeconds and OperationTimeoutSeconds are the names of Invoke-RestMethod. Duration is the length of the video.
        $durations | Where-Object { $_ -notmatch 'Sec$' -and $_ -notin 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds', 'Duration', 'ReferenceVideoDuration' } | Should -BeNullOrEmpty
    }

    It 'that are a path with wildcards have -LiteralPath beside them' {
        foreach ($command in $commands | Where-Object { $_.Parameters.ContainsKey('Path') -and $_.Parameters.Path.Attributes.Where{ $_ -is [SupportsWildcards] } }) {
            $command.Parameters.LiteralPath.Aliases | Should -Be 'PSPath', 'LP' -Because $command.Name
        }
    }

    It 'that hold a key have no position' {
        $commands | ForEach-Object { $_.Parameters.Values } | Where-Object { $_.ParameterType -eq [securestring] } | ForEach-Object { $_.Attributes } |
            Where-Object { $_ -is [Parameter] -and $_.Position -ge 0 } | Should -BeNullOrEmpty
    }

    It 'that filter a list take several values' {
        foreach ($name in 'Label', 'Status', 'Provider', 'Model', 'Name') {
            foreach ($command in $commands | Where-Object { $_.Verb -in 'Get', 'Disconnect' -and $_.Parameters.ContainsKey($name) }) {
                $command.Parameters[$name].ParameterType.IsArray | Should -BeTrue -Because "$($command.Name) -$name is a filter"
            }
        }
    }

    It 'of -Since and -Before take a time or a time span' {
        foreach ($command in $commands) {
            foreach ($name in 'Since', 'Before' | Where-Object { $command.Parameters.ContainsKey($_) }) {
                foreach ($value in (Get-Date), [timespan]::FromHours(2), '2026-11-01') {
                    $bound = @{ $name = $value }
                    if ($command.Parameters.ContainsKey('WhatIf')) { $bound.WhatIf = $true }
                    { & $command @bound -ErrorAction SilentlyContinue | Out-Null } | Should -Not -Throw -Because "$($command.Name) -$name takes $value" -ErrorId 'ParameterBinding*'
                }
            }
        }
    }

    It '-<Parameter> of <Name> reports a value of any type as an error of PowerShell or of the module' -ForEach ($parameters | Where-Object { $_.Name -notin 'Receive-WanVideoCallback' }) {
        $command = Get-Command $Name
        $type = $command.Parameters[$Parameter].ParameterType
        if ($type -eq [switch] -or $type -eq [pscredential] -or $type -eq [securestring]) { return }
        foreach ($value in $null, '', @(), @(1, 'b'), @{ a = 1 }, (Get-Date), 3.7, { 1 }, ([object]::new())) {
            $bound = @{ $Parameter = $value }
            if ($command.Parameters.ContainsKey('WhatIf')) { $bound.WhatIf = $true }
            if ($command.Parameters.ContainsKey('TimeoutSec') -and $Parameter -ne 'TimeoutSec') { $bound.TimeoutSec = 1 }
            $mandatory = $command.ParameterSets[0].Parameters | Where-Object { $_.IsMandatory -and $_.Name -ne $Parameter }
            foreach ($other in $mandatory) { $bound[$other.Name] = $other.Name -eq 'Task' ? 'task-unknown' : $other.Name -eq 'Path' ? $TestDrive : 'Sandbox' }
            $Error.Clear()
            try { & $Name @bound -ErrorAction SilentlyContinue -WarningAction SilentlyContinue 6>$null | Out-Null } catch { $null = $_ }
            $Error | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object FullyQualifiedErrorId | Should -Not -Match '^System\.' -Because "the value is '$value'"
        }
        Connect-WanVideo DashScope -ApiKey $CanaryKey -BaseUri $server.BaseUri
    }
}

Describe 'Output' {
    It 'of a task keeps the status as text and durations in seconds in JSON, Clixml and CSV' {
        $task = New-WanVideoTask 'A cat' -Label json
        $json = $task | ConvertTo-Json | ConvertFrom-Json
        $json.Status | Should -BeExactly Pending
        $json.PSObject.Properties.Value | Where-Object { $null -ne $_ -and $_ -isnot [datetime] -and $_.PSObject.Properties['Ticks'] } | Should -BeNullOrEmpty
        ($task | ConvertTo-Csv | ConvertFrom-Csv).Status | Should -BeExactly Pending
    }

    It 'of a task is a task again after <Name>, with times, error and row' -ForEach @(
        @{ Name = 'Export-Clixml'; Copy = { param($tasks) $tasks | Export-Clixml "$TestDrive/again.xml"; Import-Clixml "$TestDrive/again.xml" } }
        @{ Name = 'a job'; Copy = { param($tasks) Start-Job { Import-Module $args[0]; Connect-WanVideo DashScope -ApiKey $args[1] -BaseUri $args[2]; $args[3] | Get-WanVideoTask } -ArgumentList $ModulePath, $CanaryKey, $server.BaseUri, $tasks.Id | Receive-Job -Wait -AutoRemoveJob } }
    ) {
        $failed = New-WanVideoTask 'A cat #fail:content_policy_violation' -Label "failed after $Name"
        $failed | Wait-WanVideoTask -ErrorAction SilentlyContinue
        $tasks = @([pscustomobject]@{ Label = "roof $Name"; Prompt = 'A cat'; Scene = 7 } | New-WanVideoTask | Wait-WanVideoTask; Get-WanVideoTask $failed)
        $copies = @(& $Copy $tasks)
        $copies | Should -HaveCount 2
        $copies | Should -BeOfType WanVideo.VideoTask
        @($copies | Where-Object CreatedAt -GT (Get-Date).AddHours(-1)) | Should -HaveCount 2
        $copies[0].Row.Scene | Should -Be 7
        $copies[1].Error.Code | Should -Be content_policy_violation
        $copies[0].VideoUrl.OriginalString | Should -BeExactly $tasks[0].VideoUrl.OriginalString
        foreach ($property in [WanVideo.VideoTask].GetProperties().Name | Where-Object { $_ -notin 'Row', 'RequestId' }) {
            "$($copies[0].$property)" | Should -Be "$($tasks[0].$property)" -Because "of $property"
        }
        ($copies | Format-Table | Out-String) | Should -Match 'roof +.*Succeeded'
        $copies[0].PSObject.Properties.Name | Should -Not -Contain View
    }

    It 'of a task is serialized with all of its properties' {
        $serialized = [xml][Management.Automation.PSSerializer]::Serialize((New-WanVideoTask 'A cat'))
        $serialized.Objs.Obj.Props.ChildNodes.N | Sort-Object | Should -Be ([WanVideo.VideoTask].GetProperties().Name | Sort-Object)
    }

    It 'of a task has lists as text in CSV, which is read back, and as lists in JSON and Clixml' {
        $urls = 'https://example.com/a.mp4?x=1;2', 'https://example.com/b.mp4'
        $task = New-WanVideoTask 'character1 meets character2' -ReferenceVideo $urls -Model wan2.6-r2v
        $csv = $task | ConvertTo-Csv | ConvertFrom-Csv
        $csv.ReferenceVideo | Should -BeExactly ($urls -join ';')
        $json = $task | ConvertTo-Json | ConvertFrom-Json
        $json.ReferenceVideo | Should -Be $urls
        $clixml = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($task))
        $clixml.ReferenceVideo | Should -Be $urls
        @($task.ReferenceVideo).Count | Should -Be 2
        $task.ReferenceVideo[1] | Should -Be $urls[1]
    }

    It 'has a property for each column of its table' {
        $connection = Connect-WanVideo DashScope -ApiKey $CanaryKey -BaseUri $server.BaseUri -PassThru
        $objects = @(
            New-WanVideoTask 'A cat' -Label columns
            $connection
            Get-WanVideoProvider DashScope
            Get-WanVideoModel wan2.6-t2v -Provider DashScope
            Measure-WanVideoCost 'A cat' -Connection DashScope
        )
        foreach ($object in $objects) {
            $headers = ($object | Format-Table | Out-String -Width 200) -split '\r?\n' -replace '\e\[[0-9;]*m' | Where-Object { $_ } | Select-Object -First 1
            foreach ($header in $headers.Trim() -split '\s+') {
                $object.PSObject.Properties[$header] | Should -Not -BeNullOrEmpty -Because "it is a column of $($object.GetType().Name)"
            }
        }
    }

    It 'has a short text form' {
        "$(New-WanVideoTask 'A cat' -Label text)".Length | Should -BeLessThan 100
        "$(Measure-WanVideoCost 'A cat' -Connection DashScope)".Length | Should -BeLessThan 120
        "$(Get-WanVideoConnection)".Length | Should -BeLessThan 100
        "$(Get-WanVideoProvider DashScope)".Length | Should -BeLessThan 100
    }

    It 'of a literal name that does not exist is ObjectNotFound, and of a wildcard nothing' {
        foreach ($run in { Get-WanVideoModel nonsense -ErrorAction SilentlyContinue }, { Get-WanVideoProvider nonsense -ErrorAction SilentlyContinue }, { Get-WanVideoConnection nonsense -ErrorAction SilentlyContinue }, { Disconnect-WanVideo nonsense -ErrorAction SilentlyContinue }) {
            & $run | Should -BeNullOrEmpty
            $Error[0].CategoryInfo.Category | Should -Be ObjectNotFound -Because "$run"
        }
        foreach ($run in { Get-WanVideoModel nonsense* }, { Get-WanVideoProvider nonsense* }, { Get-WanVideoConnection nonsense* }, { Disconnect-WanVideo nonsense* }) {
            $Error.Clear()
            & $run | Should -BeNullOrEmpty
            $Error | Should -BeNullOrEmpty -Because "$run"
        }
    }

    It 'of Save, Stop, Connect and Register comes with -PassThru only' {
        foreach ($command in $commands | Where-Object Verb -In 'Save', 'Stop', 'Connect', 'Register') { $command.Parameters.Keys | Should -Contain PassThru }
        $task = New-WanVideoTask 'A cat'
        $task | Stop-WanVideoTask -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Connect-WanVideo DashScope -ApiKey $CanaryKey -BaseUri $server.BaseUri | Should -BeNullOrEmpty
    }

    It 'of <Name> has at most one type' -ForEach $cmdlets {
        @((Get-Command $Name).OutputType).Count | Should -BeLessOrEqual 1
    }
}

Describe 'One cause' {
    It 'is one error, whose TargetObject has all unsent rows and can be piped again' {
        $rows = 1..20 | ForEach-Object { [pscustomobject]@{ Label = "row-$_"; Prompt = "Row $_" } }
        Connect-WanVideo DashScope -ApiKey wrong-key-0123456789 -BaseUri $server.BaseUri
        $rows | New-WanVideoTask -ErrorVariable bad -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $bad | Should -HaveCount 1
        $bad[0].TargetObject.Label | Sort-Object { [int]($_ -replace '\D') } | Should -Be $rows.Label

        Connect-WanVideo DashScope -ApiKey $CanaryKey -BaseUri $server.BaseUri
        @($bad.TargetObject | New-WanVideoTask).Label | Sort-Object { [int]($_ -replace '\D') } | Should -Be $rows.Label
    }
}
