BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
}

AfterAll { Disconnect-WanVideo }

Describe 'Connect-WanVideo' {
    BeforeEach {
        Disconnect-WanVideo
        $env:EVOLINK_API_KEY = $null
    }
    AfterEach { $env:EVOLINK_API_KEY = $null }

    It 'chooses a gateway for the commands that follow' {
        Connect-WanVideo EvoLink -ApiKey $CanaryKey

        $context = Get-WanVideoContext
        $context.Provider | Should -Be EvoLink
        $context.BaseUri | Should -Be 'https://api.evolink.ai/'
        $context.ApiKeySource | Should -Be '-ApiKey'
        $context.IsDefault | Should -BeTrue
    }

    It 'writes nothing unless asked to' {
        Connect-WanVideo Sandbox | Should -BeNullOrEmpty
        (Connect-WanVideo Sandbox -PassThru).Provider | Should -Be Sandbox
    }

    It 'takes the key as a SecureString' {
        Connect-WanVideo EvoLink -ApiKey (ConvertTo-SecureString $CanaryKey -AsPlainText)
        (Get-WanVideoContext).Provider | Should -Be EvoLink
    }

    It 'takes the key from the environment' {
        $env:EVOLINK_API_KEY = $CanaryKey
        Connect-WanVideo evolink
        (Get-WanVideoContext).ApiKeySource | Should -Be '$env:EVOLINK_API_KEY'
    }

    It 'says where a key could come from when there is none' {
        { Connect-WanVideo EvoLink } | Should -Throw -ErrorId 'WanVideo.NotConnected,*' -ExpectedMessage '*-ApiKey*$env:EVOLINK_API_KEY*'
        Get-WanVideoContext | Should -BeNullOrEmpty
    }

    It 'needs no key for the sandbox' {
        (Connect-WanVideo Sandbox -PassThru).ApiKeySource | Should -BeNullOrEmpty
    }

    It 'names the gateways there are when another is asked for' {
        { Connect-WanVideo Nowhere } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -ExpectedMessage "*'Nowhere'*EvoLink*Sandbox*"
    }

    It 'refuses <BaseUri>: <Reason>' -ForEach @(
        @{ BaseUri = 'http://example.com/'; Reason = 'http shows the key' }
        @{ BaseUri = 'ftp://example.com/'; Reason = 'no web address' }
        @{ BaseUri = 'somewhere'; Reason = 'not absolute' }
        @{ BaseUri = 'https://user:secret@example.com/'; Reason = 'a user in it' }
        @{ BaseUri = 'https://example.com/?key=secret'; Reason = 'a query in it' }
    ) {
        $failure = { Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $BaseUri } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -PassThru
        "$failure" | Should -BeLike '-BaseUri *'
        "$failure" | Should -Not -BeLike '*secret*'
    }

    It 'takes http on this machine' {
        (Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri http://127.0.0.1:8080/gateway -PassThru).BaseUri | Should -Be 'http://127.0.0.1:8080/gateway/'
    }

    It 'refuses what cannot be a key, without showing it' {
        $failure = { Connect-WanVideo EvoLink -ApiKey "secret`nkey" } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -PassThru
        "$failure" | Should -Not -BeLike '*secret*'
    }

    It 'refuses a proxy with a password in its address, without showing it' {
        $failure = { Connect-WanVideo EvoLink -ApiKey $CanaryKey -Proxy http://me:secret@proxy.example:8080 } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -PassThru
        "$failure" | Should -BeLike '*-ProxyCredential*'
        "$failure" | Should -Not -BeLike '*secret*'
    }

    It 'sends through the proxy that is named, creates and downloads alike' {
        # The mock server as a proxy: a request that went through one has the whole address in its first line, and its own Host.
        $proxy = Start-MockServer
        Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri http://localhost:1/ -Proxy $proxy.BaseUri -MaximumRetryCount 0
        Get-WanVideoTask task-unified-1 -ErrorVariable failure -ErrorAction SilentlyContinue
        [WanVideo.VideoTask]@{ Id = 'a'; Provider = 'EvoLink'; Status = 'Succeeded'; VideoUrl = 'http://localhost:1/a.mp4' } |
            Save-WanVideo -Path $TestDrive -ErrorAction SilentlyContinue

        $requests = Get-MockRequest $proxy
        Stop-MockServer $proxy
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        $requests.path | Should -Contain /v1/tasks/task-unified-1
        $requests.path | Should -Contain /a.mp4
        $requests.headers.host | Select-Object -Unique | Should -Be localhost:1
    }

    It 'keeps several connections and uses the last' {
        Connect-WanVideo EvoLink -ApiKey $CanaryKey
        Connect-WanVideo Sandbox

        (Get-WanVideoContext).Provider | Sort-Object | Should -Be EvoLink, Sandbox
        (Get-WanVideoContext | Where-Object IsDefault).Provider | Should -Be Sandbox
    }
}

Describe 'Disconnect-WanVideo' {
    BeforeEach {
        Disconnect-WanVideo
        Connect-WanVideo EvoLink -ApiKey $CanaryKey
        Connect-WanVideo Sandbox
    }

    It 'forgets one connection' {
        Disconnect-WanVideo EvoLink
        (Get-WanVideoContext).Provider | Should -Be Sandbox
    }

    It 'forgets all connections' {
        Disconnect-WanVideo
        Get-WanVideoContext | Should -BeNullOrEmpty
    }

    It 'takes connections from the pipeline' {
        Get-WanVideoContext | Disconnect-WanVideo
        Get-WanVideoContext | Should -BeNullOrEmpty
    }

    It 'leaves commands without a gateway, which they say' {
        Disconnect-WanVideo
        New-WanVideoTask 'A cat' -ImageUrl https://example.com/cat.png -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotConnected,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Connect-WanVideo*'
    }
}
