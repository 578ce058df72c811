BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    Connect-Mock $server @{ MaximumRetryCount = 1 }
    $task = New-WanVideoTask 'A cat' -Image https://example.com/cat.png -Duration 2
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'Get-WanVideoTask' {
    BeforeEach { Reset-MockServer $server }

    It 'returns the current state of a task by its id' {
        (Get-WanVideoTask $task.Id).Id | Should -Be $task.Id
        (Get-WanVideoTask -Task $task.Id -Provider evolink).Id | Should -Be $task.Id
    }

    It 'accepts tasks and ids from the pipeline' {
        ($task | Get-WanVideoTask).Id | Should -Be $task.Id
        ($task.Id, $task.Id | Get-WanVideoTask).Id | Should -Be $task.Id, $task.Id
    }

    It 'keeps the properties that the gateway does not return' {
        ($task | Get-WanVideoTask).Prompt | Should -Be 'A cat'
    }

    It 'refuses JSON text, and the error names the command that converts it' {
        '{ "id": "1" }', '[' | Get-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.Count | Should -Be 2
        "$($failure[0])" | Should -Be '-Task accepts tasks, copies of tasks, and ids, and not JSON text, which ConvertFrom-Json converts to tasks.'
    }

    It 'accepts a task deserialized from <Format>' -ForEach @(
        @{ Format = 'Export-Clixml'; Convert = { param($t) $t | Export-Clixml $TestDrive/t.xml; Import-Clixml $TestDrive/t.xml } }
        @{ Format = 'ConvertTo-Json'; Convert = { param($t) $t | ConvertTo-Json | ConvertFrom-Json } }
        @{ Format = 'Export-Csv'; Convert = { param($t) $t | Export-Csv $TestDrive/t.csv; Import-Csv $TestDrive/t.csv } }
    ) {
        (& $Convert $task | Get-WanVideoTask).Id | Should -Be $task.Id
    }

    It 'writes <Id> for <Description>' -ForEach @(
        @{ Description = 'an unknown id'; TaskId = 'task-unified-1-unknown'; Id = 'NotFound' }
        @{ Description = 'an id of another gateway'; TaskId = '0385dc79'; Id = 'NotFound' }
    ) {
        Get-WanVideoTask $TaskId -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike "WanVideo.$Id,*"
        $failure.TargetObject | Should -Be $TaskId
    }

    It 'returns a failed task with its error' {
        $failed = New-WanVideoTask 'A cat #fail:content_policy_violation' -Image https://example.com/cat.png | Wait-WanVideoTask -ErrorAction SilentlyContinue -ErrorVariable failure
        $failed | Should -BeNullOrEmpty
        $returned = $failure[0].TargetObject | Get-WanVideoTask
        $returned.Status | Should -Be Failed
        $returned.Error.Kind | Should -Be ContentRejected
        $returned.Error.Code | Should -Be content_policy_violation
    }

    It 'retries after HTTP <Status>' -ForEach @(@{ Status = 429 }, @{ Status = 500 }, @{ Status = 502 }, @{ Status = 503 }) {
        Add-MockFault $server @{ path = '/v1/tasks/'; times = 1; action = @{ kind = 'status'; status = $Status; headers = @{ 'Retry-After' = '0' }; body = '{}' } }
        (Get-WanVideoTask $task.Id).Id | Should -Be $task.Id
        @(Get-MockRequest $server '/v1/tasks/').Count | Should -Be 2
    }

    It 'treats an unknown status as running and warns once' {
        Connect-Mock $server
        $unknown = New-WanVideoTask 'A cat #status:rendering' -Image https://example.com/cat.png -WarningVariable warning -WarningAction SilentlyContinue
        $returned = Get-WanVideoTask $unknown.Id, $unknown.Id -WarningVariable +warning -WarningAction SilentlyContinue
        $returned[0].Status | Should -Be Running
        $returned[0].RawStatus | Should -Be rendering
        $warning.Count | Should -Be 1
        "$warning" | Should -BeLike "*'rendering'*"
    }

    It 'filters by models with wildcards, and reports a literal name that does not exist' {
        Connect-Mock $server
        $null = New-WanVideoTask one -Image https://example.com/cat.png
        $null = New-WanVideoTask two -Image https://example.com/cat.png
        $null = Invoke-LedgerSql "UPDATE intent SET model = 'wan9-preview' WHERE prompt = 'two'"
        (Get-WanVideoTask -Model wan2.6-*).Prompt | Should -Be one
        (Get-WanVideoTask -Model WAN9-preview).Prompt | Should -Be two
        (Get-WanVideoTask -Model wan2.6-image-*, wan9-preview).Prompt | Should -Be two, one
        (Get-WanVideoTask -Model wan2.6-image-* -Remote).Prompt | Should -Contain one
        Get-WanVideoTask -Model wan9-preview -Status Failed -ErrorAction Stop | Should -BeNullOrEmpty -Because 'the model exists'
        Get-WanVideoTask -Model wan2.6-text-to-video -ErrorAction Stop | Should -BeNullOrEmpty -Because 'the model is in the catalog'
        foreach ($run in { Get-WanVideoTask -Model nope, none* @quiet }, { Get-WanVideoTask -Model nope, none* -Remote @quiet }, { Get-WanVideoTask -Model nope, none* -Refresh @quiet }) {
            $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failure' }
            . $run | Should -BeNullOrEmpty
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
            "$($failure[0])" | Should -BeLike "*'nope'*"
        }
    }

    It 'refuses a time of day as a date' {
        Connect-Mock $server
        { Get-WanVideoTask -Since '14:00' } | Should -Throw '*Expected a date, such as 2026-11-28, or a time span ago, such as 00:30:00*'
        { Get-WanVideoTask -Since '10:30 PM' } | Should -Throw '*Expected a date, such as 2026-11-28, or a time span ago, such as 00:30:00*' -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'filters by label, time and model, and returns a part of the list' {
        Connect-Mock $server
        'one', 'two', 'three' | ForEach-Object { [pscustomobject]@{ Label = "shot-$_"; Prompt = $_; Image = 'https://example.com/cat.png' } } | New-WanVideoTask -ThrottleLimit 1 | Out-Null
        New-WanVideoTask 'four' -Image https://example.com/cat.png | Out-Null
        (Get-WanVideoTask -Label shot-t*).Prompt | Should -Be three, two
        (Get-WanVideoTask -Label shot-one, shot-two).Prompt | Should -Be two, one
        (Get-WanVideoTask -First 2 -Skip 1).Prompt | Should -Be three, two
        Get-WanVideoTask -Model wan2.6-text-to-video | Should -BeNullOrEmpty
        (Get-WanVideoTask -Since (New-TimeSpan -Minutes 5)).Count | Should -Be 4
        (Get-WanVideoTask -Since '00:30:00').Count | Should -Be 4
        (Get-WanVideoTask -Since '1.00:00:00').Count | Should -Be 4
        Get-WanVideoTask -Before '00:05:00' | Should -BeNullOrEmpty
        Get-WanVideoTask -Before (New-TimeSpan -Minutes 5) | Should -BeNullOrEmpty
        (Get-WanVideoTask -Before (Get-Date).AddMinutes(5)).Count | Should -Be 4
        Get-WanVideoTask -Label nothing, none* -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        Get-WanVideoTask -Label shot-one -Status Failed -ErrorAction Stop | Should -BeNullOrEmpty -Because 'the label exists'
    }
}
