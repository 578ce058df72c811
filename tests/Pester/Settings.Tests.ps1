# The settings that only one gateway has.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'
    $schema = Resolve-Path (Join-Path $PSScriptRoot ../../examples/schema.json)

    function Get-SentBody([string] $Path = '.') { (Get-MockRequest $server $Path | Select-Object -Last 1).body | ConvertFrom-Json -AsHashtable }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'DashScope''s -Region' {
    BeforeEach { Disconnect-WanVideo }

    It 'sets the base URL <BaseUri> for <Region>' -ForEach @(
        @{ Region = 'Beijing'; BaseUri = 'https://dashscope.aliyuncs.com/' }
        @{ Region = 'singapore'; BaseUri = 'https://dashscope-intl.aliyuncs.com/' }
        @{ Region = 'Virginia'; BaseUri = 'https://dashscope-us.aliyuncs.com/' }
    ) {
        (Connect-WanVideo DashScope -Region $Region -ApiKey $CanaryKey -PassThru).BaseUri | Should -Be $BaseUri
    }

    It 'is Beijing by default' {
        (Connect-WanVideo DashScope -ApiKey $CanaryKey -PassThru).BaseUri | Should -Be https://dashscope.aliyuncs.com/
    }

    It 'changes the names of the models in Virginia' {
        Connect-WanVideo DashScope -Region Virginia -ApiKey $CanaryKey
        (Get-WanVideoModel -Provider DashScope).Model | Should -Be wan2.6-t2v-us, wan2.6-i2v-us, wan3.0-video, wan3.0-video-prime
        (TabExpansion2 'New-WanVideoTask -Model ' 24).CompletionMatches.CompletionText | Should -Be wan2.6, wan2.6-t2v-us, wan2.6-i2v-us, wan3.0, wan3.0-video, wan3.0-prime, wan3.0-video-prime
        (Measure-WanVideoCost 'A cat').Model | Should -Be wan2.6-t2v-us
    }

    It 'is validated' {
        { Connect-WanVideo DashScope -Region Mars -ApiKey $CanaryKey } | Should -Throw '*Beijing*Singapore*Virginia*'
    }

    It 'determines the models of another base URL' {
        Connect-WanVideo DashScope -Region Virginia -BaseUri $server.BaseUri -ApiKey $CanaryKey
        (Get-WanVideoConnection).BaseUri | Should -Be $server.BaseUri
        (Get-WanVideoModel -Provider DashScope).Model | Should -Be wan2.6-t2v-us, wan2.6-i2v-us, wan3.0-video, wan3.0-video-prime
    }

    It 'is a parameter of no other gateway' {
        { Connect-WanVideo EvoLink -Region Beijing -ApiKey $CanaryKey } | Should -Throw "*parameter name 'Region'*"
    }
}

Describe 'ModelStream''s configuration' {
    BeforeEach { Reset-MockServer $server; Disconnect-WanVideo }

    It 'sends status requests to <StatusPath>' -ForEach @(
        @{ StatusPath = '/v1/video/generations/{id}' }
        @{ StatusPath = 'v1/video/generations/{id}?shape=documented' }
        @{ StatusPath = '/v1/videos/{id}' }
    ) {
        Connect-Mock $server -Provider ModelStream -Options @{ StatusPath = $StatusPath }
        $task = New-WanVideoTask 'A cat' -Image $image | Wait-WanVideoTask
        $task.Status | Should -Be Succeeded
        $task.Progress | Should -Be 100
        ($task | Save-WanVideo -Path (Join-Path $TestDrive ([guid]::NewGuid())) -PassThru).Length | Should -BeGreaterThan 1000
        Get-MockRequest $server ([regex]::Escape($StatusPath.TrimStart('/').Replace('{id}', $task.Id))) | Should -Not -BeNullOrEmpty

        New-WanVideoTask 'A cat #fail:DataInspectionFailed' -Image $image | Wait-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.ContentRejected,*'
    }

    It 'sends create requests to -CreatePath' {
        Connect-Mock $server -Provider ModelStream -Options @{ CreatePath = '/elsewhere/videos' }
        New-WanVideoTask 'A cat' -Image $image -ErrorAction SilentlyContinue
        (Get-MockRequest $server elsewhere).path | Should -Be /elsewhere/videos
    }

    It 'rejects <Name> <Value>: <Reason>' -ForEach @(
        @{ Name = 'StatusPath'; Value = '/v1/video/generations'; Reason = 'no placeholder for the id' }
        @{ Name = 'StatusPath'; Value = 'https://evil.example/{id}'; Reason = 'another host would receive the key' }
        @{ Name = 'CreatePath'; Value = '//evil.example/create'; Reason = 'another host without a scheme' }
        @{ Name = 'CreatePath'; Value = '/'; Reason = 'no path' }
    ) {
        $settings = @{ $Name = $Value }
        { Connect-WanVideo ModelStream -ApiKey $CanaryKey @settings } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -ExpectedMessage "-$Name is*"
        Get-WanVideoConnection | Should -BeNullOrEmpty
    }

    It 'has two models in its catalog' {
        (Get-WanVideoModel -Provider ModelStream).Model | Should -Be wan2.6-i2v-flash, wan2.6-r2v
    }
}

Describe 'ModelStream''s -Schema' {
    BeforeEach {
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server -Provider ModelStream -Options @{ Schema = $schema }
    }

    It 'adds a model with its parameters and provider-specific fields' {
        (Get-WanVideoModel -Provider ModelStream).Model | Should -Be acme-video-1, wan2.6-i2v-flash
        $parameters = (Get-WanVideoModel acme-video-1 -Provider ModelStream).Parameters
        $parameters.Name | Should -Be Prompt, Image, Duration, Resolution, NoSound, AdditionalProperty.metadata.motion, AdditionalProperty.metadata.camera
        ($parameters | Where-Object Name -eq Duration).Allowed | Should -Be '4 or 8 seconds'
        ($parameters | Where-Object Name -like *motion).Allowed | Should -Be '0 to 1'
        ($parameters | Where-Object Name -like *motion).Description | Should -Be 'The amount of motion, from none to maximum.'
    }

    It 'is used by tab completion' {
        (TabExpansion2 'New-WanVideoTask -Model acme' 28).CompletionMatches.CompletionText | Should -Be acme-video-1
        (TabExpansion2 'New-WanVideoTask -Model acme-video-1 -Duration ' 47).CompletionMatches.CompletionText | Should -Be 4, 8
    }

    It 'determines the request body, including its defaults' {
        New-WanVideoTask 'A cat' -Image $image -Resolution 1080p -NoSound
        Get-SentBody generations | ConvertTo-Json -Depth 5 -Compress | Should -Be (
            '{"model":"acme-video-1","prompt":"A cat","metadata":{"first_frame":"https://example.com/cat.png","seconds":4,"tier":"1080P","sound":false,"motion":0.5}}')
    }

    It 'allows provider-specific and undocumented fields' {
        New-WanVideoTask 'A cat' -Image $image -AdditionalProperty @{ metadata = @{ motion = 0.9; camera = 'pan'; newer = $true } }
        $sent = (Get-SentBody generations).metadata
        $sent.motion, $sent.camera, $sent.newer | Should -Be 0.9, pan, $true
    }

    It 'causes an error for <Value> before a request is sent' -ForEach @(
        @{ Value = 'an invalid duration'; Arguments = @{ Duration = 5 }; Message = '-Duration is 5; acme-video-1 at ModelStream takes 4 or 8 seconds.' }
        @{ Value = 'a number above the maximum'; Arguments = @{ AdditionalProperty = @{ metadata = @{ motion = 2 } } }; Message = '-AdditionalProperty.metadata.motion is 2; acme-video-1 at ModelStream takes 0 to 1.' }
        @{ Value = 'text instead of a number'; Arguments = @{ AdditionalProperty = @{ metadata = @{ motion = 'much' } } }; Message = '-AdditionalProperty.metadata.motion is "much"; acme-video-1 at ModelStream takes 0 to 1.' }
        @{ Value = 'a value that is not listed'; Arguments = @{ AdditionalProperty = @{ metadata = @{ camera = 'fly' } } }; Message = '-AdditionalProperty.metadata.camera is "fly"; acme-video-1 at ModelStream takes fixed or pan.' }
        @{ Value = 'an unsupported parameter'; Arguments = @{ Seed = 1 }; Message = '-Seed is not supported by acme-video-1 at ModelStream, which takes -Prompt, -Image, *' }
    ) {
        New-WanVideoTask 'A cat' -Image $image @Arguments -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        "$($failure[0])" | Should -BeLike $Message
        Get-MockRequest $server | Should -BeNullOrEmpty
    }

    It 'is rejected if <Problem>' -ForEach @(
        @{ Problem = 'it does not exist'; Text = $null; Message = "*Could not find*" }
        @{ Problem = 'it is not JSON'; Text = '{ "models": '; Message = '*line 1*' }
        @{ Problem = 'it is empty'; Text = ''; Message = "-Schema*" }
        @{ Problem = 'a member is misspelt'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "p": { "parametre": "Prompt" } } } } }'; Message = '*parametre*' }
        @{ Problem = 'the kind is unknown'; Text = '{ "models": { "a": { "kind": "Opera", "fields": {} } } }'; Message = '*models.a.kind*' }
        @{ Problem = 'a parameter is unknown'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "p": { "parameter": "Colour" } } } } }'; Message = '*models.a.fields.p.parameter*' }
        @{ Problem = 'New API would drop a field'; Text = '{ "metadata": true, "models": { "wan9": { "kind": "TextToVideo", "fields": { "seed": { "parameter": "Seed" } } } } }'; Message = '*parameters.seed*' }
        @{ Problem = 'two fields set one parameter'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "p": { "parameter": "Prompt" }, "q": { "parameter": "Prompt" } } } } }'; Message = '*two fields for -Prompt*' }
        @{ Problem = 'a choice has no values'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "r": { "parameter": "Resolution" } } } } }'; Message = '*a.r*enum*' }
        @{ Problem = 'a default is outside its limits'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "m": { "type": "number", "maximum": 1, "default": 2 } } } } }'; Message = '*a.m*is 2*' }
        @{ Problem = 'the models are null'; Text = '{ "models": { "a": null } }'; Message = '-Schema*' }
        @{ Problem = 'a duration is not an integer'; Text = '{ "models": { "a": { "kind": "TextToVideo", "fields": { "d": { "parameter": "Duration", "default": "long" } } } } }'; Message = '*a.d*whole number*' }
    ) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        if ($null -ne $Text) { Set-Content $file $Text -NoNewline }
        { Connect-WanVideo ModelStream -ApiKey $CanaryKey -Schema $file } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -ExpectedMessage $Message
        (Get-WanVideoModel acme-video-1 -Provider ModelStream).Model | Should -Be acme-video-1 -Because 'the previous connection is kept'
    }
}
