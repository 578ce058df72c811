BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    Disconnect-WanVideo
}

Describe 'Get-WanVideoModel' {
    It 'lists the models of a gateway without a key' {
        $models = Get-WanVideoModel -Provider EvoLink
        $models.Model | Should -Be wan2.6-text-to-video, wan2.6-image-to-video-flash, wan2.6-image-to-video, wan2.6-reference-video-flash, wan2.6-reference-video
        $models.Kind | Select-Object -Unique | Should -Be TextToVideo, ImageToVideo, ReferenceToVideo
        $models.Provider | Select-Object -Unique | Should -Be EvoLink
    }

    It 'lists the models of all gateways' {
        (Get-WanVideoModel).Provider | Select-Object -Unique | Where-Object { $_ -ne 'Acme' } | Should -Be EvoLink, AceData, ModelStream, DashScope, Sandbox
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
        (Get-WanVideoModel).Parameters.Name | Select-Object -Unique | ForEach-Object { $_ | Should -BeIn $known }
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
