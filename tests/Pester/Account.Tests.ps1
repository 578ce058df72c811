BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    Connect-Mock $server @{ MaximumRetryCount = 0 }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'Get-WanVideoBalance' {
    BeforeEach { Reset-MockServer $server }

    It 'returns the remaining credits of the account and the key' {
        $balance = Get-WanVideoBalance
        $balance.Provider | Should -Be EvoLink
        $balance.RemainingCredits | Should -Be 1000
        $balance.KeyRemainingCredits | Should -Be 1000
    }

    It 'returns no remaining credits for a key without a limit' {
        $body = '{"success":true,"data":{"user":{"remaining_credits":12.5,"used_credits":3},"token":{"remaining_credits":0,"used_credits":3,"unlimited_credits":true}}}'
        Add-MockFault $server @{ path = 'credits'; action = @{ kind = 'body'; body = $body; contentType = 'application/json' } }
        $balance = Get-WanVideoBalance EvoLink
        $balance.RemainingCredits | Should -Be 12.5
        $balance.KeyRemainingCredits | Should -BeNullOrEmpty
    }

    It 'writes NotSupported if the gateway does not report a balance (HTTP <Status>)' -ForEach @(@{ Status = 404 }, @{ Status = 405 }) {
        Add-MockFault $server @{ path = 'credits'; action = @{ kind = 'status'; status = $Status; body = 'not here' } }
        Get-WanVideoBalance -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotSupported,*'
    }
}

Describe 'Stop-WanVideoTask' {
    BeforeEach { Reset-MockServer $server }

    It 'writes NotSupported for EvoLink and sends no request' {
        $task = New-WanVideoTask 'A cat' -Image https://example.com/cat.png
        Reset-MockServer $server
        $task | Stop-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotSupported,*'
        "$failure" | Should -Be 'EvoLink cannot cancel a task. The task continues, and is billed if it succeeds.'
        $failure[0].TargetObject | Should -Be $task
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'does nothing with -WhatIf, which predicts that the gateway cannot cancel' {
        Stop-WanVideoTask task-unified-1 -WhatIf -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotSupported,*'
        Connect-Mock $server -Provider DashScope
        Stop-WanVideoTask 0385dc79-5ff8-4d82-bcb6-7f7f9f9b1a1c -WhatIf -ErrorVariable failure
        $failure | Should -BeNullOrEmpty
        Get-MockRequest $server | Should -BeNullOrEmpty
    }
}
