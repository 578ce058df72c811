# A gateway from an assembly of the user.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $env:WANVIDEO_LEDGER = Join-Path $TestDrive ledger.db
    Disconnect-WanVideo
    if ('Acme' -notin (Get-WanVideoModel).Provider) { Register-WanVideoProvider $FifthGatewayPath }
}

AfterAll { Disconnect-WanVideo }

Describe 'A registered gateway' {
    It 'is listed with its models and their parameters' {
        $model = Get-WanVideoModel -Provider Acme
        $model.Model | Should -Be acme-1
        $model.Parameters.Name | Should -Be Prompt, Duration, Resolution
    }

    It 'is completed, and so are its settings' {
        (TabExpansion2 'Connect-WanVideo -Provider Acm' 30).CompletionMatches.CompletionText | Should -Be Acme
        (TabExpansion2 'Connect-WanVideo -Provider Acme -Studio ' 40).CompletionMatches.CompletionText | Should -Be East, West
        (TabExpansion2 'New-WanVideoTask -Provider Acme -Resolution ' 44).CompletionMatches.CompletionText | Should -Be 720p, 1080p
    }

    It 'returns its own error message for a wrong key' {
        Connect-WanVideo Acme -ApiKey wrong-key -Studio West
        New-WanVideoTask 'A boat' -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Authentication,*'
        "$($failure[0])" | Should -BeLike '*Unknown key.*'
    }

    It 'validates requests before they are sent' {
        Connect-WanVideo Acme -ApiKey acme-key
        New-WanVideoTask 'A boat' -Duration 61 -ErrorVariable failure -ErrorAction SilentlyContinue
        "$($failure[0])" | Should -Be '-Duration is 61; acme-1 at Acme takes 1 to 60 seconds.'
    }

    It 'works in one pipeline with another gateway' {
        Connect-WanVideo Sandbox -SandboxTaskSec 0.2
        Connect-WanVideo Acme -ApiKey acme-key -Studio West
        $files = @(
            [pscustomobject]@{ Prompt = 'A boat'; Provider = 'Acme' }
            [pscustomobject]@{ Prompt = 'A cat'; Provider = 'Sandbox' }
        ) | New-WanVideoTask | Wait-WanVideoTask | Save-WanVideo -Path $TestDrive -PassThru
        $files.Count | Should -Be 2
        $files.Name | Should -Contain job-7.mp4
    }

    It 'is rejected if its name is already registered' {
        Register-WanVideoProvider $FifthGatewayPath -ErrorVariable failure -ErrorAction SilentlyContinue
        "$($failure[0])" | Should -BeLike '*a gateway named Acme, which is already registered*'
    }

    It 'is rejected if <Path> contains no gateway' -ForEach @(
        @{ Path = 'nowhere.dll'; Message = '*cannot be loaded*' }
        @{ Path = 'WanVideo.psd1'; Message = '*cannot be loaded*' }
        @{ Path = 'WanVideo.Core.dll'; Message = '*no public class*IVideoProviderFactory*' }
    ) {
        Register-WanVideoProvider (Join-Path $ModulePath $Path) -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        "$($failure[0])" | Should -BeLike $Message
    }
}
