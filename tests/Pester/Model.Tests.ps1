BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    Disconnect-WanVideo
}

Describe 'Get-WanVideoModel' {
    It 'lists the models of a gateway, without a key' {
        $models = Get-WanVideoModel -Provider EvoLink
        $models.Model | Should -Be wan2.6-text-to-video, wan2.6-image-to-video-flash, wan2.6-image-to-video, wan2.6-reference-video-flash, wan2.6-reference-video
        $models.Kind | Select-Object -Unique | Should -Be TextToVideo, ImageToVideo, ReferenceToVideo
        $models.Provider | Select-Object -Unique | Should -Be EvoLink
    }

    It 'lists those of all gateways' {
        (Get-WanVideoModel).Provider | Select-Object -Unique | Where-Object { $_ -ne 'Acme' } | Should -Be EvoLink, AceData, ModelStream, DashScope, Sandbox
    }

    It 'says of each parameter what it takes' {
        $parameters = (Get-WanVideoModel wan2.6-reference-video-flash -Provider evolink).Parameters
        $duration = $parameters | Where-Object Name -eq Duration
        $duration.Allowed | Should -Be '2 to 10 seconds'
        $duration.Default | Should -Be 5
        $duration.IsRequired | Should -BeFalse
        ($parameters | Where-Object IsRequired).Name | Should -Be Prompt, ReferenceVideoUrl
    }

    It 'names parameters as New-WanVideoTask does' {
        $known = (Get-Command New-WanVideoTask).Parameters.Keys
        (Get-WanVideoModel).Parameters.Name | Select-Object -Unique | ForEach-Object { $_ | Should -BeIn $known }
    }

    It 'finds models by a wildcard' {
        (Get-WanVideoModel *flash -Provider EvoLink).Count | Should -Be 2
    }

    It 'says which gateways there are when another is asked for' {
        Get-WanVideoModel -Provider Nowhere -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
    }

    It 'gives New-WanVideoTask its -Provider and -Model' {
        Connect-WanVideo Sandbox -SandboxTaskSec 0
        $task = Get-WanVideoModel wan2.6-text-to-video -Provider Sandbox | New-WanVideoTask -Prompt 'A cat'
        $task.Model | Should -Be wan2.6-text-to-video
        Disconnect-WanVideo
    }

    It 'is good to look at in 80 columns' {
        (Get-WanVideoModel -Provider AceData | Format-Table | Out-String -Width 80).Trim() -split '\r?\n' | ForEach-Object TrimEnd | Should -Be @(
            'Provider    Model                        Kind             Seconds Resolution'
            '--------    -----                        ----             ------- ----------'
            'AceData     wan2.6-t2v                   TextToVideo      5,10,15 480/720/1080p'
            'AceData     wan2.6-i2v-flash             ImageToVideo     5,10,15 480/720/1080p'
            'AceData     wan2.6-i2v                   ImageToVideo     5,10,15 480/720/1080p'
            'AceData     wan2.6-r2v                   ReferenceToVideo 5,10,15 480/720/1080p'
        )
    }
}
