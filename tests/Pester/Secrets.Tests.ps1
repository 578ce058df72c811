BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    $server = Start-MockServer
}

AfterAll { Stop-MockServer $server }

Describe 'An API key' {
    It 'is not in any stream, error, ledger or file' {
        # The gateway's responses contain the key in every field. The script writes everything that it can access.
        $leak = @{ error = @{ code = "bad_$CanaryKey"; message = "Invalid key $CanaryKey"; type = "type $CanaryKey"; param = $CanaryKey; suggestion = "Use another than $CanaryKey" } } | ConvertTo-Json -Compress
        Add-MockFault $server @(
            @{ path = 'generations'; times = 1; action = @{ kind = 'status'; status = 400; body = $leak; contentType = 'application/json' } }
            @{ path = 'generations'; times = 1; action = @{ kind = 'body'; body = "$CanaryKey is not JSON"; contentType = 'text/plain'; when = 'after' } }
            @{ path = 'generations'; times = 1; action = @{ kind = 'status'; status = 429; headers = @{ 'Retry-After' = '0' }; body = $leak } }
            @{ path = '/v1/tasks/'; times = 1; action = @{ kind = 'body'; body = "$CanaryKey is not JSON"; contentType = 'text/plain'; when = 'after' } }
        )
        $ledger = Join-Path $TestDrive ledger.db
        $out = Join-Path $TestDrive out

        $output = Invoke-Process @"
            `$env:WANVIDEO_LEDGER = '$ledger'; `$env:XDG_DATA_HOME = `$env:LOCALAPPDATA = '$TestDrive'; `$ErrorActionPreference = 'Continue'; `$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
            Import-Module '$ModulePath'
            Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $($server.BaseUri) -PassThru -Verbose | Format-List * | Out-String
            1..3 | ForEach-Object { "Prompt `$_" } | New-WanVideoTask -Image https://example.com/a.png -Duration 2 -ThrottleLimit 1 -Verbose -Debug -OutVariable created
            Get-WanVideoTask `$created[0].Id -Verbose
            `$created | Wait-WanVideoTask -Verbose | Save-WanVideo -Path '$out' -Verbose -PassThru
            `$created | ForEach-Object { "`$_" }; `$created | ConvertTo-Json -Depth 5
            Get-WanVideoConnection | ConvertTo-Json -Depth 5; Get-WanVideoLedger | ConvertTo-Json; Get-WanVideoTask -Status Refused, Unresolved | ConvertTo-Json -Depth 5
            `$Error | ForEach-Object { `$_ | Format-List * -Force | Out-String; `$_.Exception.ToString(); `$_.ErrorDetails.RecommendedAction }
            Get-Variable | Out-String
"@ *>&1 | Out-String

        $output | Should -Match 'task-unified-' -Because 'the script ran completely'
        $output | Should -Match '\*\*\*' -Because 'a key was masked'
        $output | Should -Not -Match ([regex]::Escape($CanaryKey))
        $files = Get-ChildItem $TestDrive -Recurse -File
        $files.Name | Should -Contain ledger.db
        $files.Extension | Should -Contain .mp4
        $files.FullName | Where-Object { ($_ | Get-ByteText).Contains($CanaryKey) } | Should -BeNullOrEmpty
    }

    It 'is not in the error for an invalid key' {
        $output = Invoke-Process "Import-Module '$ModulePath'; try { Connect-WanVideo EvoLink -ApiKey '$CanaryKey with spaces' } catch { `$_ | Format-List * -Force | Out-String }"
        "$output" | Should -Not -Match 'CANARY'
    }
}

Describe 'A signed URL' {
    It 'is only in VideoUrl' {
        Import-Module $ModulePath
        Connect-Mock $server
        $task = New-WanVideoTask 'A cat' -Image https://example.com/a.png -Duration 2 | Wait-WanVideoTask
        $signature = [Web.HttpUtility]::ParseQueryString($task.VideoUrl.Query)['Signature']
        $signature | Should -Not -BeNullOrEmpty

        "$task" | Should -Not -Match $signature
        $task | Format-Table | Out-String -Width 1000 | Should -Not -Match $signature

        Add-MockFault $server @{ path = '\.mp4'; action = @{ kind = 'status'; status = 404; body = 'gone' } }
        $task | Save-WanVideo -Path $TestDrive -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure $($failure.Exception) $($failure.ErrorDetails)" | Should -Not -Match $signature
        Disconnect-WanVideo
    }
}
