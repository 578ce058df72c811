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

    It 'sets the gateway of the following commands' {
        Connect-WanVideo EvoLink -ApiKey $CanaryKey

        $context = Get-WanVideoConnection
        $context.Provider | Should -Be EvoLink
        $context.BaseUri | Should -Be 'https://api.evolink.ai/'
        $context.ApiKeySource | Should -Be '-ApiKey'
        $context.IsDefault | Should -BeTrue
    }

    It 'writes the connection with -PassThru only' {
        Connect-WanVideo Sandbox | Should -BeNullOrEmpty
        (Connect-WanVideo Sandbox -PassThru).Provider | Should -Be Sandbox
    }

    It 'accepts the key as a SecureString' {
        Connect-WanVideo EvoLink -ApiKey (ConvertTo-SecureString $CanaryKey -AsPlainText)
        (Get-WanVideoConnection).Provider | Should -Be EvoLink
    }

    It 'reads the key from the environment' {
        $env:EVOLINK_API_KEY = $CanaryKey
        Connect-WanVideo evolink
        (Get-WanVideoConnection).ApiKeySource | Should -Be '$env:EVOLINK_API_KEY'
    }

    It 'names the parameter and the variable if there is no key' {
        { Connect-WanVideo EvoLink } | Should -Throw -ErrorId 'WanVideo.NotConnected,*' -ExpectedMessage '*-ApiKey*$env:EVOLINK_API_KEY*'
        Get-WanVideoConnection | Should -BeNullOrEmpty
    }

    It 'needs no key for the sandbox' {
        (Connect-WanVideo Sandbox -PassThru).ApiKeySource | Should -BeNullOrEmpty
    }

    It 'lists the gateways if the name is unknown' {
        { Connect-WanVideo Nowhere } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -ExpectedMessage "*'Nowhere'*EvoLink*Sandbox*"
    }

    It 'rejects <BaseUri>: <Reason>' -ForEach @(
        @{ BaseUri = 'http://example.com/'; Reason = 'http sends the key unencrypted' }
        @{ BaseUri = 'ftp://example.com/'; Reason = 'not an https URL' }
        @{ BaseUri = 'somewhere'; Reason = 'not absolute' }
        @{ BaseUri = 'https://user:secret@example.com/'; Reason = 'contains a user' }
        @{ BaseUri = 'https://example.com/?key=secret'; Reason = 'contains a query' }
    ) {
        $failure = { Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri $BaseUri } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -PassThru
        "$failure" | Should -BeLike '-BaseUri *'
        "$failure" | Should -Not -BeLike '*secret*'
    }

    It 'accepts http for this machine' {
        (Connect-WanVideo EvoLink -ApiKey $CanaryKey -BaseUri http://127.0.0.1:8080/gateway -PassThru).BaseUri | Should -Be 'http://127.0.0.1:8080/gateway/'
    }

    It 'rejects an invalid key without showing it' {
        $failure = { Connect-WanVideo EvoLink -ApiKey "secret`nkey" } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -PassThru
        "$failure" | Should -Not -BeLike '*secret*'
    }

    It 'rejects a proxy URL with a password without showing it' {
        $failure = { Connect-WanVideo EvoLink -ApiKey $CanaryKey -Proxy http://me:secret@proxy.example:8080 } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*' -PassThru
        "$failure" | Should -BeLike '*-ProxyCredential*'
        "$failure" | Should -Not -BeLike '*secret*'
    }

    It 'sends gateway requests and downloads through -Proxy' {
        # The mock server as a proxy: a proxied request has the absolute URL in its request line, and the Host of the target.
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

    It 'keeps several connections and uses the last one' {
        Connect-WanVideo EvoLink -ApiKey $CanaryKey
        Connect-WanVideo Sandbox

        (Get-WanVideoConnection).Provider | Sort-Object | Should -Be EvoLink, Sandbox
        (Get-WanVideoConnection | Where-Object IsDefault).Provider | Should -Be Sandbox
    }
}

Describe 'A named connection' {
    BeforeEach {
        Disconnect-WanVideo
        $env:WANVIDEO_LEDGER = Join-Path $TestDrive ([guid]::NewGuid()) ledger.db
        $server = Start-MockServer
        Connect-WanVideo EvoLink -Name studio -ApiKey $CanaryKey -BaseUri $server.BaseUri
        Connect-WanVideo EvoLink -Name lab -ApiKey sk-WRONG-KEY-1234 -BaseUri $server.BaseUri
        $image = 'https://example.com/cat.png'
    }
    AfterEach { Stop-MockServer $server }

    It 'does not replace another connection of the gateway' {
        (Get-WanVideoConnection).Name | Should -Be lab, studio
        (Get-WanVideoConnection).Account | Select-Object -Unique | Should -HaveCount 2
    }

    It 'is used by -Connection <Value>, and recorded' -ForEach @(
        @{ Value = 'a name'; Get = { 'STUDIO' } }, @{ Value = 'an object'; Get = { Get-WanVideoConnection studio } }, @{ Value = 'a column'; Get = { } }
    ) {
        $connection = & $Get
        $task = $connection ? (New-WanVideoTask 'A cat' -Image $image -Connection $connection) : ([pscustomobject]@{ Prompt = 'A cat'; Image = $image; Connection = 'studio' } | New-WanVideoTask)
        $task.Connection | Should -Be studio
        $task.Account | Should -Be (Get-WanVideoConnection studio).Account
        (Get-WanVideoTask).Connection | Should -Be studio
    }

    It 'is the one with which its tasks are requested' {
        $task = New-WanVideoTask 'A cat' -Image $image -Connection studio
        ($task | Wait-WanVideoTask).Status | Should -Be Succeeded
        ($task.Id | Get-WanVideoTask).Connection | Should -Be studio
        Get-WanVideoTask $task -Connection lab -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be "$($task.Id) was created with connection studio (EvoLink, $($server.BaseUri)). -Connection lab cannot be used for it."

        Disconnect-WanVideo studio
        Get-WanVideoTask $task -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be "$($task.Id) was created with connection studio (EvoLink, $($server.BaseUri)). This connection is not open. Connect with Connect-WanVideo EvoLink -Name studio -BaseUri $($server.BaseUri)."
        (Get-MockRequest $server $task.Id).headers.authorization | Select-Object -Unique | Should -Be "Bearer $CanaryKey"
    }

    It 'selects the tasks of the ledger' {
        New-WanVideoTask 'A cat' -Image $image -Connection studio | Out-Null
        New-WanVideoTask 'A dog' -Connection Sandbox | Out-Null
        (Get-WanVideoTask -Connection studio).Prompt | Should -Be 'A cat'
        Get-WanVideoTask -Connection lab | Should -BeNullOrEmpty
        Get-WanVideoTask -Connection typo -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike "-Connection 'typo' is neither an open connection nor a gateway.*"
    }

    It 'can be got and removed by name, also with wildcards' {
        (Get-WanVideoConnection s*, lab).Name | Should -Be lab, studio
        Get-WanVideoConnection x* | Should -BeNullOrEmpty
        Disconnect-WanVideo nowhere, la* -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        (Get-WanVideoConnection).Name | Should -Be studio
    }

    It 'cannot have the name of another gateway, or wildcards' -ForEach @(@{ Name = 'DashScope' }, @{ Name = 'a*' }, @{ Name = ' ' }) {
        { Connect-WanVideo EvoLink -Name $Name -ApiKey $CanaryKey } | Should -Throw -ErrorId 'WanVideo.InvalidParameter,*'
    }

    It 'causes a warning if it is <Action> from another runspace' -ForEach @(
        @{ Action = 'removed'; Script = { param($module) Import-Module $module; Disconnect-WanVideo studio } }
        @{ Action = 'replaced'; Script = { param($module) Import-Module $module; Connect-WanVideo EvoLink -Name studio -ApiKey another-key } }
    ) {
        $shell = [powershell]::Create()
        $shell.AddScript($Script).AddArgument($ModulePath).Invoke()
        $warning = $shell.Streams.Warning
        $shell.Dispose()
        $warning | Should -HaveCount 1
        "$warning" | Should -BeLike 'studio: the connection was opened in another runspace*'
    }

    It 'causes a warning if one of another name becomes the default in place of that of another runspace' {
        $shell = [powershell]::Create()
        $shell.AddScript({ param($module) Import-Module $module; Connect-WanVideo EvoLink -Name other -ApiKey another-key; Connect-WanVideo EvoLink -Name third -ApiKey another-key }).AddArgument($ModulePath).Invoke()
        $warning = $shell.Streams.Warning
        $shell.Dispose()
        $warning | Should -HaveCount 1
        "$warning" | Should -Be 'other is now the default connection of all runspaces of the process, in place of lab, which another runspace opened. Use -Connection to select one.'
    }

    It 'is not selected by the label or the prompt of a task' {
        Connect-WanVideo Sandbox
        New-WanVideoTask 'A cat' -Label studio -Connection Sandbox | Disconnect-WanVideo -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotFound,*'
        Get-WanVideoConnection studio | Get-WanVideoConnection | ForEach-Object Name | Should -Be studio
    }
}

Describe 'Disconnect-WanVideo' {
    BeforeEach {
        Disconnect-WanVideo
        Connect-WanVideo EvoLink -ApiKey $CanaryKey
        Connect-WanVideo Sandbox
    }

    It 'removes one connection' {
        Disconnect-WanVideo EvoLink
        (Get-WanVideoConnection).Provider | Should -Be Sandbox
    }

    It 'removes all connections' {
        Disconnect-WanVideo
        Get-WanVideoConnection | Should -BeNullOrEmpty
    }

    It 'accepts connections from the pipeline' {
        Get-WanVideoConnection | Disconnect-WanVideo
        Get-WanVideoConnection | Should -BeNullOrEmpty
    }

    It 'makes later commands fail with NotConnected' {
        Disconnect-WanVideo
        New-WanVideoTask 'A cat' -Image https://example.com/cat.png -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotConnected,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Connect-WanVideo*'
    }
}
