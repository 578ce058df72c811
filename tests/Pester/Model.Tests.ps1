BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    Disconnect-WanVideo
}

Describe 'Get-WanVideoModel' {
    It 'lists the models of a gateway without a key' {
        $models = Get-WanVideoModel -Provider EvoLink
        $models.Model | Should -Be @(
            'wan2.6-text-to-video', 'wan2.6-image-to-video-flash', 'wan2.6-image-to-video', 'wan2.6-reference-video-flash', 'wan2.6-reference-video'
            'wan2.7-text-to-video', 'wan2.7-video-edit', 'wan2.7-image-to-video', 'wan2.7-reference-video'
            'wan3.0-text-to-video', 'wan3.0-image-to-video', 'wan3.0-reference-video'
            'wan3.0-prime-text-to-video', 'wan3.0-prime-image-to-video', 'wan3.0-prime-reference-video'
        )
        $models.Kind | Sort-Object -Unique | Should -Be TextToVideo, ImageToVideo, ReferenceToVideo, VideoToVideo
        $models.Provider | Select-Object -Unique | Should -Be EvoLink
    }

    It 'lists the models of all gateways' {
        (Get-WanVideoModel).Provider | Select-Object -Unique | Where-Object { $_ -ne 'Acme' } | Should -Be EvoLink, AceData, ModelStream, DashScope, fal, Sandbox
    }

    It 'returns the allowed values of each parameter' {
        $parameters = (Get-WanVideoModel wan2.6-reference-video-flash -Provider evolink).Parameters
        $duration = $parameters | Where-Object Name -eq Duration
        $duration.Allowed | Should -Be '2 to 10 seconds'
        $duration.Default | Should -Be 5
        $duration.IsRequired | Should -BeFalse
        ($parameters | Where-Object IsRequired).Name | Should -Be Prompt, ReferenceVideo
    }

    It 'returns the parameter names of New-WanVideoTask' {
        $known = (Get-Command New-WanVideoTask).Parameters.Keys
        (Get-WanVideoModel).Parameters.Name -replace '(?<=^AdditionalProperty)\..*' | Select-Object -Unique | ForEach-Object { $_ | Should -BeIn $known }
    }

    It 'returns the rules about combinations of parameters' {
        (Get-WanVideoModel wan2.7-reference-video -Provider EvoLink).Rules | Should -Be @(
            '-ReferenceVideo and -ReferenceImage have 1 to 5 values together.'
            '-ReferenceAudio has one value for each of -ReferenceVideo and -ReferenceImage, in this order, and may have fewer.'
            '-Duration with -ReferenceVideo: 2 to 10 seconds.'
        )
        (Get-WanVideoModel wan3.0-video).Rules | Should -Contain 'The input videos have at most 15 seconds together. The input videos and the result have at most 30 seconds together.'
    }

    It 'accepts the name of a family' {
        $models = Get-WanVideoModel wan3.0 -Provider DashScope, EvoLink
        $models.Model | Sort-Object | Should -Be wan3.0-image-to-video, wan3.0-reference-video, wan3.0-text-to-video, wan3.0-video
        $models.Family | Select-Object -Unique | Should -Be wan3.0
        (Get-WanVideoModel wan3.0-prime -Provider DashScope).Model | Should -Be wan3.0-video-prime
    }

    It 'returns a model of any kind for each kind' {
        (Get-WanVideoModel -Provider DashScope -Kind VideoToVideo).Model | Should -Be wan2.7-videoedit, wan3.0-video, wan3.0-video-prime
    }

    It 'shows the seconds in short' {
        (Get-WanVideoModel wan3.0-video, wan2.7-videoedit, wan2.5-t2v-preview, wan2.2-t2v-plus -Provider DashScope | Sort-Object Model).Seconds | Should -Be '5', '5,10', '2-10,0', '2-30,-1'
    }

    It 'accepts wildcards' {
        (Get-WanVideoModel *flash -Provider EvoLink).Count | Should -Be 2
    }

    It 'writes an error for an unknown gateway' {
        Get-WanVideoModel -Provider Nowhere -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        Get-WanVideoModel nonsense -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        Get-WanVideoModel nonsense*, wan2.6-t2v -Provider Nowhere*, Ace* -ErrorAction Stop | ForEach-Object Model | Should -Be wan2.6-t2v
    }

    It 'binds to -Provider and -Model of New-WanVideoTask' {
        Connect-WanVideo Sandbox -SandboxTaskSec 0
        $task = Get-WanVideoModel wan2.6-text-to-video -Provider Sandbox | New-WanVideoTask -Prompt 'A cat'
        $task.Model | Should -Be wan2.6-text-to-video
        Disconnect-WanVideo
    }

    It 'fits in 80 columns' {
        (Get-WanVideoModel -Provider AceData | Format-Table | Out-String -Width 80).Trim() -split '\r?\n' | ForEach-Object TrimEnd | Should -Be @(
            'Provider    Model                        Kind             Seconds Resolutions'
            '--------    -----                        ----             ------- -----------'
            'AceData     wan2.6-t2v                   TextToVideo      5,10,15 480/720/1080p'
            'AceData     wan2.6-i2v-flash             ImageToVideo     5,10,15 480/720/1080p'
            'AceData     wan2.6-i2v                   ImageToVideo     5,10,15 480/720/1080p'
            'AceData     wan2.6-r2v                   ReferenceToVideo 5,10,15 480/720/1080p'
        )
    }
}
