# Families of models, and the parameters of Wan 2.7 and 3.0.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'
    $video = 'https://example.com/cat.mp4'
    function Get-SentBody { @(Get-MockRequest $server '/api/v1/services/aigc/video-generation/video-synthesis') | Select-Object -Last 1 | ForEach-Object { $_.body | ConvertFrom-Json } }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe '-Model at DashScope' {
    BeforeAll { Connect-Mock $server -Provider DashScope }

    It 'selects <Model> for <Family> with <Inputs.Keys>' -ForEach @(
        @{ Family = 'wan2.7'; Inputs = @{}; Model = 'wan2.7-t2v' }
        @{ Family = 'wan2.7'; Inputs = @{ Image = 'https://example.com/a.png'; LastFrame = 'https://example.com/b.png' }; Model = 'wan2.7-i2v' }
        @{ Family = 'wan2.7'; Inputs = @{ ReferenceImage = 'https://example.com/a.png' }; Model = 'wan2.7-r2v' }
        @{ Family = 'wan2.7'; Inputs = @{ Video = 'https://example.com/a.mp4' }; Model = 'wan2.7-videoedit' }
        @{ Family = 'wan2.7'; Inputs = @{ Video = 'https://example.com/a.mp4'; LastFrame = 'https://example.com/b.png' }; Model = 'wan2.7-i2v' }
        @{ Family = 'WAN3.0'; Inputs = @{ ReferenceVideo = 'https://example.com/a.mp4' }; Model = 'wan3.0-video' }
        @{ Family = 'wan3.0-prime'; Inputs = @{}; Model = 'wan3.0-video-prime' }
        @{ Family = 'wan2.5'; Inputs = @{ Image = 'https://example.com/a.png' }; Model = 'wan2.5-i2v-preview' }
        @{ Family = 'wan2.2'; Inputs = @{}; Model = 'wan2.2-t2v-plus' }
    ) {
        $task = New-WanVideoTask 'A cat' -Model $Family @Inputs
        $task.Model | Should -Be $Model
        ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
    }

    It 'is Wan 2.6 if it is not specified' {
        (Measure-WanVideoCost 'A cat' -Image $image).Model | Should -Be wan2.6-i2v-flash
        New-WanVideoTask 'A cat' -Video $video -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failure" | Should -Be 'No wan2.6 model of DashScope takes -Video. Specify -Model wan2.7, -Model wan3.0 or -Model wan3.0-prime.'
    }

    It 'is the same request by its full name: a label returns its task' {
        $task = New-WanVideoTask 'A cat' -Model wan3.0 -Label family
        (New-WanVideoTask 'A cat' -Model wan3.0-video -Label family).Id | Should -Be $task.Id
    }
}

Describe 'The columns of a row' {
    BeforeAll { Connect-Mock $server -Provider DashScope }

    It '<Column> is the <Type> of Wan 3.0' -ForEach @(
        @{ Column = 'ImageUrl'; Type = 'first_frame' }, @{ Column = 'img_url'; Type = 'first_frame' }, @{ Column = 'FirstFrame'; Type = 'first_frame' }, @{ Column = 'image_start'; Type = 'first_frame' }
        @{ Column = 'start_image_url'; Type = 'first_frame' }, @{ Column = 'first_frame_url'; Type = 'first_frame' }
        @{ Column = 'LastFrame'; Type = 'last_frame' }, @{ Column = 'image_end'; Type = 'last_frame' }, @{ Column = 'end_image_url'; Type = 'last_frame' }, @{ Column = 'LastFrameUrl'; Type = 'last_frame' }
        @{ Column = 'Video'; Type = 'reference_video' }, @{ Column = 'video_url'; Type = 'reference_video' }, @{ Column = 'first_clip_url'; Type = 'reference_video' }
        @{ Column = 'ReferenceVideoUrl'; Type = 'reference_video' }, @{ Column = 'reference_video_urls'; Type = 'reference_video' }, @{ Column = 'ReferenceImageUrl'; Type = 'reference_image' }
        @{ Column = 'ReferenceAudio'; Type = 'reference_audio' }, @{ Column = 'reference_audio_urls'; Type = 'reference_audio' }, @{ Column = 'file_url'; Type = 'file' }, @{ Column = 'web_url'; Type = 'link' }
    ) {
        [pscustomobject]@{ Prompt = 'A cat'; Model = 'wan3.0'; $Column = 'https://example.com/media' } | New-WanVideoTask | Should -Not -BeNullOrEmpty
        $media = (Get-SentBody).input.media
        $media.type | Should -Be $Type
        $media.url | Should -Be https://example.com/media
    }

    It 'are recorded in the task' {
        $task = New-WanVideoTask 'A cat' -Model wan2.7 -Video $video -LastFrame $image
        $task.Video | Should -Be $video
        $task.LastFrame | Should -Be $image
        (Get-WanVideoTask $task.Id).LastFrame | Should -Be $image
        $task = New-WanVideoTask 'A cat' -Model wan2.7 -ReferenceImage $image -ReferenceAudio https://example.com/a.mp3
        (Get-WanVideoTask $task.Id).ReferenceAudio | Should -Be https://example.com/a.mp3
        (Get-SentBody).input.media.reference_voice | Should -Be https://example.com/a.mp3
    }
}

Describe 'A duration' {
    BeforeAll { Connect-Mock $server -Provider DashScope }

    It 'of -1 lets Wan 3.0 choose, and up to 30 s are billed' {
        $task = New-WanVideoTask 'A cat' -Model wan3.0 -Duration -1
        (Get-SentBody).parameters.duration | Should -Be -1
        $task.Duration | Should -BeNullOrEmpty
        [pscustomobject]@{ Prompt = 'A cat'; Model = 'wan3.0'; Duration = 'Smart' } | New-WanVideoTask | Should -Not -BeNullOrEmpty
        (Get-SentBody).parameters.duration | Should -Be -1
        $cost = Measure-WanVideoCost 'A cat' -Model wan3.0 -Duration -1 -PricePerSecond 0.1
        $cost.Price | Should -Be 3
        $cost.IsUpperBound | Should -BeTrue
    }

    It 'of an edited video is its own, and input and output are billed' {
        New-WanVideoTask 'Snow' -Model wan2.7 -Video $video -KeepSound | Should -Not -BeNullOrEmpty
        $sent = (Get-SentBody).parameters
        $sent.duration | Should -Be 0
        $sent.audio_setting | Should -Be origin
        (Measure-WanVideoCost 'Snow' -Model wan2.7 -Video $video -ReferenceVideoDuration 6).BillableSeconds | Should -Be 12
        (Measure-WanVideoCost 'Snow' -Model wan3.0 -ReferenceVideo $video, $video -ReferenceVideoDuration 3, 4).BillableSeconds | Should -Be 12
    }
}

Describe 'A combination that a model does not take' {
    It 'is rejected before it is sent, and the error states what to omit' {
        Connect-Mock $server -Provider EvoLink
        $before = (Get-MockState $server -Idle).createRequests
        New-WanVideoTask 'A cat' -Model wan3.0 -Image $image -ReferenceImage $image -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be '-Image and -ReferenceImage cannot be combined. Omit one of them, or specify -Model wan2.7.'
        New-WanVideoTask 'A cat' -Model wan2.7 -ReferenceVideo $video -Duration 12 -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be '-Duration is 12; wan2.7-reference-video at EvoLink takes 2 to 10 seconds with -ReferenceVideo.'
        (Get-MockState $server -Idle).createRequests | Should -Be $before
    }
}

Describe 'The sandbox' {
    It 'produces a clip of the requested size and length' {
        Connect-WanVideo Sandbox -Protocol DashScope -SandboxTaskSec 0
        $file = New-WanVideoTask 'A cat' -Model wan2.7 -AspectRatio 4:3 -Duration 7 | Wait-WanVideoTask | Save-WanVideo $TestDrive -PassThru
        $file.Length | Should -BeGreaterThan 1000
        if (Get-Command ffprobe -ErrorAction Ignore) {
            ffprobe -v error -show_entries 'stream=width,height,duration' -of csv=p=0 $file.FullName | Should -BeLike '1104,832,7*'
        }
    }
}
