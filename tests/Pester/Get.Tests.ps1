BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    Connect-Mock $server @{ MaximumRetryCount = 1 }
    $task = New-WanVideoTask 'A cat' -ImageUrl https://example.com/cat.png -Duration 2
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'Get-WanVideoTask' {
    BeforeEach { Reset-MockServer $server }

    It 'gives the present state of a task by its id' {
        (Get-WanVideoTask $task.Id).Id | Should -Be $task.Id
        (Get-WanVideoTask -Id $task.Id -Provider evolink).Id | Should -Be $task.Id
    }

    It 'takes tasks and ids from the pipeline' {
        ($task | Get-WanVideoTask).Id | Should -Be $task.Id
        ($task.Id, $task.Id | Get-WanVideoTask).Id | Should -Be $task.Id, $task.Id
    }

    It 'remembers of a task what the gateway does not repeat' {
        ($task | Get-WanVideoTask).Prompt | Should -Be 'A cat'
    }

    It 'takes a task that went through <Form>' -ForEach @(
        @{ Form = 'Export-Clixml'; Convert = { param($t) $t | Export-Clixml $TestDrive/t.xml; Import-Clixml $TestDrive/t.xml } }
        @{ Form = 'ConvertTo-Json'; Convert = { param($t) $t | ConvertTo-Json | ConvertFrom-Json } }
        @{ Form = 'Export-Csv'; Convert = { param($t) $t | Export-Csv $TestDrive/t.csv; Import-Csv $TestDrive/t.csv } }
    ) {
        (& $Convert $task | Get-WanVideoTask).Id | Should -Be $task.Id
    }

    It 'says <Id> of <What>' -ForEach @(
        @{ What = 'an id that the gateway does not know'; TaskId = 'task-unified-1-unknown'; Id = 'NotFound' }
        @{ What = 'an id of another gateway'; TaskId = '0385dc79'; Id = 'InvalidRequest' }
    ) {
        Get-WanVideoTask $TaskId -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike "WanVideo.$Id,*"
        $failure.TargetObject | Should -Be $TaskId
    }

    It 'gives a task that failed as a task, with its error' {
        $failed = New-WanVideoTask 'A cat #fail:content_policy_violation' -ImageUrl https://example.com/cat.png | Wait-WanVideoTask -ErrorAction SilentlyContinue -ErrorVariable failure
        $failed | Should -BeNullOrEmpty
        $found = $failure[0].TargetObject | Get-WanVideoTask
        $found.Status | Should -Be Failed
        $found.Error.Kind | Should -Be ContentRejected
        $found.Error.Code | Should -Be content_policy_violation
    }

    It 'asks again after <Status>' -ForEach @(@{ Status = 429 }, @{ Status = 500 }, @{ Status = 502 }, @{ Status = 503 }) {
        Add-MockFault $server @{ path = '/v1/tasks/'; times = 1; action = @{ kind = 'status'; status = $Status; headers = @{ 'Retry-After' = '0' }; body = '{}' } }
        (Get-WanVideoTask $task.Id).Id | Should -Be $task.Id
        @(Get-MockRequest $server '/v1/tasks/').Count | Should -Be 2
    }

    It 'counts a status word it does not know as running, and warns of it once' {
        Connect-Mock $server
        $odd = New-WanVideoTask 'A cat #status:rendering' -ImageUrl https://example.com/cat.png -WarningVariable warning -WarningAction SilentlyContinue
        $found = Get-WanVideoTask $odd.Id, $odd.Id -WarningVariable +warning -WarningAction SilentlyContinue
        $found[0].Status | Should -Be Running
        $found[0].RawStatus | Should -Be rendering
        $warning.Count | Should -Be 1
        "$warning" | Should -BeLike "*'rendering'*"
    }
}
