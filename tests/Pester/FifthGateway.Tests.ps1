# A gateway that the module knows nothing of, from an assembly of a user's own.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $env:WANVIDEO_LEDGER = Join-Path $TestDrive ledger.db
    Disconnect-WanVideo
    if ('Acme' -notin (Get-WanVideoModel).Provider) { Register-WanVideoProvider $FifthGatewayPath }
}

AfterAll { Disconnect-WanVideo }

Describe 'A gateway of a user''s own' {
    It 'is listed, with its models and what they take' {
        $model = Get-WanVideoModel -Provider Acme
        $model.Model | Should -Be dream-1
        $model.Parameters.Name | Should -Be Prompt, Duration, Resolution
    }

    It 'is completed, its settings too' {
        (TabExpansion2 'Connect-WanVideo -Provider Acm' 30).CompletionMatches.CompletionText | Should -Be Acme
        (TabExpansion2 'Connect-WanVideo -Provider Acme -Studio ' 40).CompletionMatches.CompletionText | Should -Be East, West
        (TabExpansion2 'New-WanVideoTask -Provider Acme -Resolution ' 44).CompletionMatches.CompletionText | Should -Be 720p, 1080p
    }

    It 'is connected to, and refuses a wrong key in its own words' {
        Connect-WanVideo Acme -ApiKey wrong-key -Studio West
        New-WanVideoTask 'A dream' -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.Authentication,*'
        "$($failure[0])" | Should -BeLike '*Who are you?*'
    }

    It 'has its limits checked before anything is sent' {
        Connect-WanVideo Acme -ApiKey acme-key
        New-WanVideoTask 'A dream' -Duration 61 -ErrorVariable failure -ErrorAction SilentlyContinue
        "$($failure[0])" | Should -Be '-Duration is 61; dream-1 at Acme takes 1 to 60 seconds.'
    }

    It 'creates, waits and saves, beside another gateway in one pipeline' {
        Connect-WanVideo Sandbox -SandboxTaskSec 0.2
        Connect-WanVideo Acme -ApiKey acme-key -Studio West
        $files = @(
            [pscustomobject]@{ Prompt = 'A dream'; Provider = 'Acme' }
            [pscustomobject]@{ Prompt = 'A cat'; Provider = 'Sandbox' }
        ) | New-WanVideoTask | Wait-WanVideoTask | Save-WanVideo -Path $TestDrive -PassThru
        $files.Count | Should -Be 2
        $files.Name | Should -Contain dream-7.mp4
    }

    It 'is refused when there is one of its name' {
        Register-WanVideoProvider $FifthGatewayPath -ErrorVariable failure -ErrorAction SilentlyContinue
        "$($failure[0])" | Should -BeLike '*a gateway named Acme, which is already registered*'
    }

    It 'is refused when <Path> has none' -ForEach @(
        @{ Path = 'nowhere.dll'; Words = '*cannot be loaded*' }
        @{ Path = 'WanVideo.psd1'; Words = '*cannot be loaded*' }
        @{ Path = 'WanVideo.Core.dll'; Words = '*no public class*IVideoProviderFactory*' }
    ) {
        Register-WanVideoProvider (Join-Path $ModulePath $Path) -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        "$($failure[0])" | Should -BeLike $Words
    }
}
