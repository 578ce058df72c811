# What one gateway is told and no other.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'
    $schema = Resolve-Path (Join-Path $PSScriptRoot ../../examples/schema.json)

    function Get-Sent([string] $Path = '.') { (Get-MockRequest $server $Path | Select-Object -Last 1).body | ConvertFrom-Json -AsHashtable }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'DashScope''s -Region' {
    BeforeEach { Disconnect-WanVideo }

    It 'is <BaseUri> for <Region>' -ForEach @(
        @{ Region = 'Beijing'; BaseUri = 'https://dashscope.aliyuncs.com/' }
        @{ Region = 'singapore'; BaseUri = 'https://dashscope-intl.aliyuncs.com/' }
        @{ Region = 'Virginia'; BaseUri = 'https://dashscope-us.aliyuncs.com/' }
    ) {
        (Connect-WanVideo DashScope -Region $Region -ApiKey $CanaryKey -PassThru).BaseUri | Should -Be $BaseUri
    }

    It 'is Beijing unless another is named' {
        (Connect-WanVideo DashScope -ApiKey $CanaryKey -PassThru).BaseUri | Should -Be https://dashscope.aliyuncs.com/
    }

    It 'changes the names of the models in Virginia' {
        Connect-WanVideo DashScope -Region Virginia -ApiKey $CanaryKey
        (Get-WanVideoModel -Provider DashScope).Model | Should -Be wan2.6-t2v-us, wan2.6-i2v-us
        (TabExpansion2 'New-WanVideoTask -Model ' 24).CompletionMatches.CompletionText | Should -Be wan2.6-t2v-us, wan2.6-i2v-us
        (Measure-WanVideoTask 'A cat').Model | Should -Be wan2.6-t2v-us
    }

    It 'is one of three' {
        { Connect-WanVideo DashScope -Region Mars -ApiKey $CanaryKey } | Should -Throw '*Beijing*Singapore*Virginia*'
    }

    It 'does not go with -BaseUri' {
        { Connect-WanVideo DashScope -Region Beijing -BaseUri $server.BaseUri -ApiKey $CanaryKey } |
            Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -ExpectedMessage '-Region and -BaseUri cannot be combined*'
        Get-WanVideoContext | Should -BeNullOrEmpty
    }

    It 'is a parameter of no other gateway' {
        { Connect-WanVideo EvoLink -Region Beijing -ApiKey $CanaryKey } | Should -Throw "*parameter name 'Region'*"
    }
}

Describe 'ModelStream''s configuration' {
    BeforeEach { Reset-MockServer $server; Disconnect-WanVideo }

    It 'asks after a task at <StatusPath>' -ForEach @(
        @{ StatusPath = '/v1/video/generations/{id}' }
        @{ StatusPath = 'v1/video/generations/{id}?shape=documented' }
        @{ StatusPath = '/v1/videos/{id}' }
    ) {
        Connect-Mock $server -Provider ModelStream -Options @{ StatusPath = $StatusPath }
        $task = New-WanVideoTask 'A cat' -ImageUrl $image | Wait-WanVideoTask
        $task.Status | Should -Be Succeeded
        $task.Progress | Should -Be 100
        ($task | Save-WanVideo -Path (Join-Path $TestDrive ([guid]::NewGuid())) -PassThru).Length | Should -BeGreaterThan 1000
        Get-MockRequest $server ([regex]::Escape($StatusPath.TrimStart('/').Replace('{id}', $task.Id))) | Should -Not -BeNullOrEmpty

        New-WanVideoTask 'A cat #fail:DataInspectionFailed' -ImageUrl $image | Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.ContentRejected,*'
    }

    It 'creates at -CreatePath' {
        Connect-Mock $server -Provider ModelStream -Options @{ CreatePath = '/elsewhere/videos' }
        New-WanVideoTask 'A cat' -ImageUrl $image -ErrorAction SilentlyContinue
        (Get-MockRequest $server elsewhere).path | Should -Be /elsewhere/videos
    }

    It 'refuses <Name> <Value>: <Reason>' -ForEach @(
        @{ Name = 'StatusPath'; Value = '/v1/video/generations'; Reason = 'no place for the id' }
        @{ Name = 'StatusPath'; Value = 'https://evil.example/{id}'; Reason = 'the key would go to another host' }
        @{ Name = 'CreatePath'; Value = '//evil.example/create'; Reason = 'that is another host too' }
        @{ Name = 'CreatePath'; Value = '/'; Reason = 'no path' }
    ) {
        $settings = @{ $Name = $Value }
        { Connect-WanVideo ModelStream -ApiKey $CanaryKey @settings } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -ExpectedMessage "-$Name is*"
        Get-WanVideoContext | Should -BeNullOrEmpty
    }

    It 'knows two models by itself' {
        (Get-WanVideoModel -Provider ModelStream).Model | Should -Be wan2.6-i2v-flash, wan2.6-r2v
    }
}

Describe 'ModelStream''s -Schema' {
    BeforeEach {
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server -Provider ModelStream -Options @{ Schema = $schema }
    }

    It 'adds a model, with what it takes and the words of its own' {
        (Get-WanVideoModel -Provider ModelStream).Model | Should -Be acme-video-1, wan2.6-i2v-flash, wan2.6-r2v
        $parameters = (Get-WanVideoModel acme-video-1 -Provider ModelStream).Parameters
        $parameters.Name | Should -Be Prompt, ImageUrl, Duration, Resolution, NoAudio, AdditionalProperty.metadata.motion, AdditionalProperty.metadata.camera
        ($parameters | Where-Object Name -eq Duration).Allowed | Should -Be '4 or 8 seconds'
        ($parameters | Where-Object Name -like *motion).Allowed | Should -Be '0 to 1'
        ($parameters | Where-Object Name -like *motion).Description | Should -Be 'How much moves.'
    }

    It 'is completed from' {
        (TabExpansion2 'New-WanVideoTask -Model acme' 28).CompletionMatches.CompletionText | Should -Be acme-video-1
        (TabExpansion2 'New-WanVideoTask -Model acme-video-1 -Duration ' 47).CompletionMatches.CompletionText | Should -Be 4, 8
    }

    It 'sends what the file says, its defaults too' {
        New-WanVideoTask 'A cat' -ImageUrl $image -Resolution 1080p -NoAudio
        Get-Sent generations | ConvertTo-Json -Depth 5 -Compress | Should -Be (
            '{"model":"acme-video-1","prompt":"A cat","metadata":{"first_frame":"https://example.com/cat.png","seconds":4,"tier":"1080P","sound":false,"motion":0.5}}')
    }

    It 'takes fields that only this host has' {
        New-WanVideoTask 'A cat' -ImageUrl $image -AdditionalProperty @{ metadata = @{ motion = 0.9; camera = 'pan'; newer = $true } }
        $sent = (Get-Sent generations).metadata
        $sent.motion, $sent.camera, $sent.newer | Should -Be 0.9, pan, $true
    }

    It 'has <Value> refused before anything is sent' -ForEach @(
        @{ Value = 'a wrong length'; Arguments = @{ Duration = 5 }; Words = '-Duration is 5; acme-video-1 at ModelStream takes 4 or 8 seconds.' }
        @{ Value = 'a number too high'; Arguments = @{ AdditionalProperty = @{ metadata = @{ motion = 2 } } }; Words = '-AdditionalProperty.metadata.motion is 2; acme-video-1 at ModelStream takes 0 to 1.' }
        @{ Value = 'a text for a number'; Arguments = @{ AdditionalProperty = @{ metadata = @{ motion = 'much' } } }; Words = '-AdditionalProperty.metadata.motion is "much"; acme-video-1 at ModelStream takes 0 to 1.' }
        @{ Value = 'an unknown word'; Arguments = @{ AdditionalProperty = @{ metadata = @{ camera = 'fly' } } }; Words = '-AdditionalProperty.metadata.camera is "fly"; acme-video-1 at ModelStream takes fixed or pan.' }
        @{ Value = 'a parameter it does not have'; Arguments = @{ Seed = 1 }; Words = '-Seed is not supported by acme-video-1 at ModelStream, which takes -Prompt, -ImageUrl, *' }
    ) {
        New-WanVideoTask 'A cat' -ImageUrl $image @Arguments -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        "$($failure[0])" | Should -BeLike $Words
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'is refused when <What>' -ForEach @(
        @{ What = 'it is not there'; Text = $null; Words = "*Could not find*" }
        @{ What = 'it is no JSON'; Text = '{ "models": '; Words = '*line 1*' }
        @{ What = 'it is empty'; Text = ''; Words = "-Schema*" }
        @{ What = 'a member is misspelt'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "p": { "parametre": "Prompt" } } } } }'; Words = '*parametre*' }
        @{ What = 'the kind is unknown'; Text = '{ "models": { "a": { "kind": "Opera", "fields": {} } } }'; Words = '*models.a.kind*' }
        @{ What = 'a parameter is unknown'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "p": { "parameter": "Colour" } } } } }'; Words = '*models.a.fields.p.parameter*' }
        @{ What = 'two fields stand for one parameter'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "p": { "parameter": "Prompt" }, "q": { "parameter": "Prompt" } } } } }'; Words = '*two fields for -Prompt*' }
        @{ What = 'a choice has no words'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "r": { "parameter": "Resolution" } } } } }'; Words = '*a.r*enum*' }
        @{ What = 'a default breaks its own limits'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "m": { "type": "number", "maximum": 1, "default": 2 } } } } }'; Words = '*a.m*is 2*' }
        @{ What = 'the models are null'; Text = '{ "models": { "a": null } }'; Words = '-Schema*' }
        @{ What = 'a length is no whole number'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "d": { "parameter": "Duration", "default": "long" } } } } }'; Words = '*a.d*whole number*' }
    ) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        if ($null -ne $Text) { Set-Content $file $Text -NoNewline }
        { Connect-WanVideo ModelStream -ApiKey $CanaryKey -Schema $file } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -ExpectedMessage $Words
        (Get-WanVideoModel acme-video-1 -Provider ModelStream).Model | Should -Be acme-video-1 -Because 'the connection before is still there'
    }
}
