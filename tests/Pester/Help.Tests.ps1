# The help is complete and matches the commands, and its examples run unchanged.

BeforeDiscovery {
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
    $topics = 'about_WanVideo', 'about_WanVideo_Errors', 'about_WanVideo_Ledger', 'about_WanVideo_Providers' | ForEach-Object { @{ Topic = $_ } }
    $examples = foreach ($file in Get-ChildItem $root/docs/en-US -Filter *-*.md) {
        $section = (Get-Content $file) -join "`n" -replace '(?s)^.*?\n## EXAMPLES' -replace '(?s)\n## PARAMETERS.*$'
        [regex]::Matches($section, '(?s)### (?<title>[^\n]+)\n\s*```powershell\n(?<code>.*?)\n```') |
            ForEach-Object { @{ Command = $file.BaseName; Title = $_.Groups['title'].Value.Trim(); Code = $_.Groups['code'].Value } }
    }
    $cmdlets = (Import-PowerShellDataFile $root/WanVideo.psd1).CmdletsToExport | ForEach-Object { @{ Name = $_; Run = @($examples | Where-Object Command -EQ $_).Code } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
    $helpFolder = Join-Path $root docs/en-US

    # Without Acme, which another test file may have registered in this process.
    $gateways = (Get-Command Get-WanVideoModel).ImplementingType.Assembly.GetType('WanVideo.Session.WanVideoSession').GetProperty('Current').GetValue($null).Providers.Providers |
        Where-Object Name -NE Acme

    # Whether the target of a link exists: a command, a topic, or a file of the project.
    function Test-LinkTarget([string] $Link) {
        $site = 'https://github.com/wanvideo/WanVideo'
        if ($Link.StartsWith("$site/blob/main/")) { Test-Path (Join-Path $root $Link.Substring("$site/blob/main/".Length)) }
        elseif ($Link -in $site, 'https://go.microsoft.com/fwlink/?LinkID=113216') { $true }
        elseif ($Link -like 'about_*') { Test-Path (Join-Path $helpFolder "$Link.help.txt") }
        elseif ($Link -like 'https:*') { $false }
        else { [bool](Get-Command $Link -Module WanVideo -ErrorAction Ignore) }
    }
}

Describe 'The help of <Name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $Name -Full
        $command = Get-Command $Name
        $markdown = (Get-Content (Join-Path $helpFolder "$Name.md")) -join "`n"
        $described = @($help.parameters.parameter | Where-Object { $_ })

        # Dynamic parameters exist only with the name of their gateway.
        $own = @{}
        foreach ($variant in @($command) + @(if ($Name -eq 'Connect-WanVideo') { $gateways | ForEach-Object { Get-Command $Name -ArgumentList $_.Name } })) {
            foreach ($parameter in $variant.Parameters.Values | Where-Object Name -NotIn ([Management.Automation.Cmdlet]::CommonParameters)) { $own[$parameter.Name] = $parameter }
        }
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        $help.Synopsis.Length | Should -BeLessThan 100
        "$($help.description.Text)" | Should -Match '\.'
    }

    It 'has no unfilled template' {
        $markdown | Should -Not -Match '\{\{'
        $markdown | Should -Match "(?m)^title: $Name$"
        ($help | Out-String) | Should -Not -Match '\{\{|```'
    }

    It 'describes exactly the parameters of the command' {
        $described.name | Sort-Object | Should -Be ($own.Keys | Sort-Object)
        foreach ($parameter in $described) { "$($parameter.description.Text)" | Should -Match '\.$' -Because "the description of -$($parameter.name) has complete sentences" }
    }

    It 'describes each parameter as it is declared' {
        foreach ($parameter in $described) {
            $attributes = $own[$parameter.name].Attributes
            $declared = @($attributes | Where-Object { $_ -is [Parameter] })
            $because = "this is -$($parameter.name)"
            $position = ($declared.Position | Measure-Object -Maximum).Maximum
            $pipelineInput = @(if ($declared.ValueFromPipeline -contains $true) { 'ByValue' }; if ($declared.ValueFromPipelineByPropertyName -contains $true) { 'ByPropertyName' }) -join ', '
            $allowedValues = @(($attributes | Where-Object { $_ -is [ValidateSet] }).ValidValues)
            $type = [Nullable]::GetUnderlyingType($own[$parameter.name].ParameterType) ?? $own[$parameter.name].ParameterType

            $parameter.required | Should -Be "$($declared.Mandatory -contains $true)" -Because $because
            $parameter.position | Should -Be ($position -lt 0 ? 'Named' : "$position") -Because $because
            $parameter.pipelineInput | Should -Be ($pipelineInput ? "true ($pipelineInput)" : 'false') -Because $because
            $parameter.aliases | Should -Be ($own[$parameter.name].Aliases.Count ? $own[$parameter.name].Aliases -join ', ' : 'none') -Because $because
            $parameter.globbing | Should -Be "$([bool]($attributes | Where-Object { $_ -is [SupportsWildcards] }))" -Because $because
            $parameter.type.name | Should -Be $type.FullName -Because $because
            foreach ($allowedValue in $allowedValues -ne $null) { "$($parameter.description.Text)" | Should -Match "\b$allowedValue\b" -Because $because }
        }
    }

    It 'has the declared defaults and limits' {
        $fresh = $command.ImplementingType::new()
        foreach ($parameter in $described) {
            $because = "this is -$($parameter.name)"
            $property = $command.ImplementingType.GetProperty($parameter.name)
            $default = if ($property) { $property.GetValue($fresh) }
            if ($default -is [int] -or $default -is [double]) { $parameter.defaultValue | Should -Be "$default" -Because $because }
            if ($default -is [switch] -and $parameter.required -ne 'true') { $parameter.defaultValue | Should -BeIn 'False' -Because $because }
            foreach ($range in $own[$parameter.name].Attributes | Where-Object { $_ -is [ValidateRange] -and $_.MaxRange -lt 1e9 }) {
                "$($parameter.description.Text)" | Should -Match ([regex]::Escape("$($range.MinRange) to $($range.MaxRange)")) -Because $because
            }
            if ($own[$parameter.name].IsDynamic -and ($gateways.Settings | Where-Object Name -EQ $parameter.name).Description -match 'Default (\S+)\.$') {
                $parameter.defaultValue | Should -Be $Matches[1] -Because $because
            }
        }
    }

    It 'has the syntax of each parameter set' {
        $dynamic = @($own.Values | Where-Object IsDynamic)
        $shown = @($help.syntax.syntaxItem | ForEach-Object { (@($_.parameter | Where-Object { $_ }).name | Sort-Object) -join ' ' })
        $sets = foreach ($set in $command.ParameterSets) {
            (@($set.Parameters.Name | Where-Object { $own.ContainsKey($_) }) + $dynamic.Name | Where-Object { $_ } | Sort-Object) -join ' '
        }
        $shown | Sort-Object | Should -Be ($sets | Sort-Object)
    }

    It 'names the output types' {
        $types = @($command.OutputType.Name)
        $help.returnValues.returnValue.type.name | Sort-Object | Should -Be ($types ? ($types | Sort-Object) : 'None')
        foreach ($value in @($help.inputTypes.inputType) + @($help.returnValues.returnValue)) { "$($value.description.Text)" | Should -Match '\.$' }
    }

    It 'has at least two examples' {
        $shown = @($help.examples.example)
        $shown.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $shown) { $example.code | Should -Match 'WanVideo' }
        $shown.code -replace "`r" | Should -Be $Run -Because 'the examples in the help are those that are tested'
    }

    It 'has links to existing targets' {
        $links = $help.relatedLinks.navigationLink
        $links.Count | Should -BeGreaterThan 1
        foreach ($link in $links) { Test-LinkTarget ($link.uri ? $link.uri : $link.linkText) | Should -BeTrue -Because "'$($link.linkText)' $($link.uri) exists" }
        $links[0].uri | Should -BeLike "*/$Name.md" -Because 'Get-Help -Online opens it'

        $targets = [regex]::Matches($markdown, '\]\((?<target>[^)]+)\)') | ForEach-Object { $_.Groups['target'].Value }
        foreach ($target in $targets) {
            ($target -like 'https:*' ? (Test-LinkTarget $target) : (Test-Path (Join-Path $helpFolder $target))) | Should -BeTrue -Because "the Markdown links to $target"
        }
    }
}

Describe 'The topic <Topic>' -ForEach $topics {
    BeforeAll {
        $text = Get-Content (Join-Path $helpFolder "$Topic.help.txt")
    }

    It 'is found by Get-Help' {
        $help = Get-Help $Topic
        "$help" | Should -Match "(?m)^    $Topic\r?$"
        (Get-Help about_WanVideo*).Name | Should -Contain $Topic
    }

    It 'fits into 80 columns' {
        $text | Where-Object { $_.Length -gt 80 } | Should -BeNullOrEmpty
    }

    It 'has links to existing targets' {
        $links = ($text -join "`n") -replace '(?s)^.*\nSEE ALSO\n' -replace '(?s)\n\S.*$' -split "`n" | ForEach-Object Trim | Where-Object { $_ }
        $links | Should -Not -BeNullOrEmpty
        foreach ($link in $links) { Test-LinkTarget $link | Should -BeTrue -Because "$link exists" }
    }
}

Describe 'The topics' {
    It 'name every command' {
        $text = Get-Content $helpFolder/about_WanVideo.help.txt -Raw
        (Get-Command -Module WanVideo).Name | Where-Object { $text -notmatch "\b$_\b" } | Should -BeNullOrEmpty
    }

    It 'name every gateway, its key and its settings' {
        $text = (Get-Content $helpFolder/about_WanVideo_Providers.help.txt) -join "`n"
        foreach ($gateway in $gateways) {
            $part = [regex]::Match($text, "(?s)\n  $($gateway.Name)\n(.*?)\n  \S").Groups[1].Value
            $part | Should -Match ($gateway.ApiKeyVariable ? "Key +\`$env:$($gateway.ApiKeyVariable)\n" : 'Key +none\n')
            foreach ($setting in $gateway.Settings) {
                foreach ($allowedValue in @("-$($setting.Name)") + $setting.AllowedValues) { $part | Should -Match "$allowedValue\b" -Because "$($gateway.Name) has it" }
            }
        }
    }

    It 'list the operations that each gateway supports' {
        $text = (Get-Content $helpFolder/about_WanVideo_Providers.help.txt) -join "`n"
        $ErrorActionPreference = 'Continue'
        $calls = @{
            Callbacks = { '{}' | ConvertFrom-WanVideoCallback }
            Lists     = { Get-WanVideoTask -Remote }
            Balance   = { Get-WanVideoBalance }
            Cancels   = { New-WanVideoTask 'A cat' -Image https://example.com/cat.png | Stop-WanVideoTask }
        }
        foreach ($gateway in $gateways | Where-Object Name -NE Sandbox) {
            Connect-WanVideo Sandbox -Protocol $gateway.Name -SandboxTaskSec 1000
            $part = [regex]::Match($text, "(?s)\n  $($gateway.Name)\n(.*?)\n  \S").Groups[1].Value
            foreach ($name in $calls.Keys) {
                $result = & $calls[$name] 2>&1
                $isRefused = [bool]($result | Where-Object FullyQualifiedErrorId -Like 'WanVideo.NotSupported,*')
                $part -match "(?m)^    $name " | Should -Be (-not $isRefused) -Because "this is $($gateway.Name), and its support of: $name"
            }
        }
        Disconnect-WanVideo
    }

    It 'and Connect-WanVideo name the same gateways and variables' {
        $named = (Get-Help Connect-WanVideo -Parameter Provider).description.Text
        $keys = (Get-Help Connect-WanVideo -Parameter ApiKey).description.Text
        foreach ($gateway in $gateways) {
            "$named" | Should -Match "\b$($gateway.Name)\b"
            if ($gateway.ApiKeyVariable) { "$keys" | Should -Match "\b$($gateway.ApiKeyVariable)\b" }
        }
    }

    It 'are generated from the error kinds' {
        $path = Join-Path $TestDrive about.txt
        & $root/docs/Update-Errors.ps1 -Path (Join-Path $TestDrive errors.md) -TopicPath $path -ModulePath $ModulePath
        Get-Content $helpFolder/about_WanVideo_Errors.help.txt | Should -Be (Get-Content $path) -Because 'build.ps1 Docs generates it'
    }
}

Describe 'The help file' {
    It 'is generated from the Markdown' {
        if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE '1.0')) {
            Set-ItResult -Skipped -Because 'PowerShell has no PlatyPS (Install-PSResource Microsoft.PowerShell.PlatyPS)'
            return
        }

        # In its own process: PlatyPS loads assemblies that conflict with those of other modules.
        $path = Join-Path $TestDrive help.xml
        Invoke-Process "& '$root/docs/Update-Help.ps1' -Path '$path'" | Should -BeNullOrEmpty
        Get-Content $helpFolder/WanVideo.PowerShell.dll-Help.xml | Should -Be (Get-Content $path) -Because 'build.ps1 Docs generates it'
    }

    It 'is in the module folder' {
        foreach ($file in Get-ChildItem $helpFolder -Include *.xml, *.txt -Recurse) {
            Get-Content (Join-Path $ModulePath en-US $file.Name) | Should -Be (Get-Content $file)
        }
    }
}

Describe 'An example runs unchanged' {
    BeforeAll {
        $fast = Start-MockServer
        $slow = Start-MockServer -TaskDuration 01:00:00
        $savedEnvironment = @{ WANVIDEO_LEDGER = $env:WANVIDEO_LEDGER }
        foreach ($name in $gateways.ApiKeyVariable -ne $null) {
            $savedEnvironment[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $CanaryKey)
        }

        function Get-AcceptedTask { @(Invoke-RestMethod "$($server.BaseUri)_mock/tasks") | ForEach-Object { $_ } }

        # Sends the callbacks of the gateway while the example runs: one for each completed task of the example.
        function Send-Callback($Run, [int] $Port, [string[]] $Except) {
            $limit = [Diagnostics.Stopwatch]::StartNew()
            $headers = @{ Authorization = "Bearer $CanaryKey" }
            $reported = [Collections.Generic.HashSet[string]]::new($Except)
            while (-not $Run.IsCompleted -and $limit.Elapsed.TotalSeconds -lt 20) {
                foreach ($task in Get-AcceptedTask | Where-Object id -NotIn $reported) {
                    $state = Invoke-RestMethod "$($server.BaseUri)v1/tasks/$($task.id)" -Headers $headers -SkipHttpErrorCheck
                    if ($state.status -ne 'completed') { continue }
                    try {
                        Invoke-RestMethod "http://127.0.0.1:$Port/" -Method Post -ContentType application/json -Body ($state | ConvertTo-Json -Depth 5) | Out-Null
                        $reported.Add($task.id) | Out-Null
                    } catch [Net.Http.HttpRequestException] {
                        Write-Verbose 'The port is not open.'
                    }
                }
                Start-Sleep -Milliseconds 20
            }
        }
    }

    AfterAll {
        Disconnect-WanVideo
        Stop-MockServer $fast
        Stop-MockServer $slow
        foreach ($name in $savedEnvironment.Keys) { [Environment]::SetEnvironmentVariable($name, $savedEnvironment[$name]) }
    }

    It '<Command>, <Title>' -ForEach $examples {
        $workFolder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
        $server = $Command -eq 'Stop-WanVideoTask' ? $slow : $fast
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server -Provider AceData, ModelStream, DashScope, EvoLink
        $env:WANVIDEO_LEDGER = Join-Path $workFolder ledger.db

        # The files and the tasks that the examples require.
        $shots = Import-Csv $ShotsPath | Select-Object -First 2
        $shots | Export-Csv $workFolder/shots.csv
        $shots | ConvertTo-Json | Set-Content $workFolder/shots.json
        Copy-Item $root/examples/schema.json $workFolder
        New-Item $workFolder/gateways, $workFolder/callbacks -ItemType Directory | Out-Null
        Copy-Item $FifthGatewayPath $workFolder/gateways/Acme.dll
        $before = @(Get-AcceptedTask | ForEach-Object id)
        $made = New-WanVideoTask 'Made before' -Image https://example.com/cat.png
        @{ id = $made.Id; status = 'completed' } | ConvertTo-Json | Set-Content $workFolder/callbacks/1.json
        New-WanVideoTask 'Made before' -Image https://example.com/cat.png -Provider DashScope | Out-Null
        if ($Code -match '-Status Failed') { New-WanVideoTask 'Made before #fail:content_policy_violation' -Image https://example.com/cat.png | Wait-WanVideoTask -ErrorAction SilentlyContinue }
        if ($Code -match '-Status Refused') {
            Add-MockFault $server @{ method = 'POST'; times = 1; action = @{ kind = 'status'; when = 'before'; status = 403 } }
            New-WanVideoTask 'Refused before' -Image https://example.com/cat.png -ErrorAction SilentlyContinue
        }
        if ($Code -match '-Status Unresolved') {
            Add-MockFault $server @{ method = 'POST'; times = 1; action = @{ kind = 'drop'; when = 'after' } }
            New-WanVideoTask "Lost $workFolder" -Image https://example.com/cat.png -Provider ($Code -match 'EvoLink' ? 'EvoLink' : 'DashScope') -ErrorAction SilentlyContinue
            @(Get-WanVideoTask -Status Unresolved).Count | Should -Be 1
        }
        $lost = (Get-AcceptedTask | Where-Object prompt -EQ "Lost $workFolder").id

        # Connects as in the example, which sends nothing, and then again to the mock server. Read-Host returns the input of a user.
        $port = Get-FreePort
        $prologue = @"
            Import-Module '$ModulePath'
            Set-Location -LiteralPath '$workFolder'
            `$global:PSDefaultParameterValues = @{ 'Connect-WanVideo:SandboxTaskSec' = 0.2; 'Receive-WanVideoCallback:Port' = $port }
            function Connect-WanVideo {
                WanVideo\Connect-WanVideo @args
                if ((Get-WanVideoConnection | Where-Object IsDefault).Provider -in 'Sandbox', 'Acme') { return }
                `$remainingArguments = @(for (`$i = 0; `$i -lt `$args.Count; `$i++) { if (`$args[`$i] -in '-BaseUri', '-Region') { `$i++ } else { , `$args[`$i] } })
                WanVideo\Connect-WanVideo @remainingArguments -BaseUri $($server.BaseUri)
            }
            function Read-Host([string] `$Prompt, [switch] `$AsSecureString) {
                if (-not `$AsSecureString) { return '$lost' }
                ConvertTo-SecureString (`$Prompt -eq 'Acme key' ? 'acme-key' : '$CanaryKey') -AsPlainText -Force
            }
"@
        if ($Command -eq 'Register-WanVideoProvider') {
            # In its own process: a registration cannot be removed.
            $result = Invoke-Process "$prologue; $Code"
            $LASTEXITCODE | Should -Be 0
            $result | Should -Not -BeNullOrEmpty
            return
        }

        # A listener without -Count stops after the first callback.
        if ($Command -eq 'Receive-WanVideoCallback' -and $Code -notmatch '-Count') { $prologue += "; `$global:PSDefaultParameterValues['Receive-WanVideoCallback:Count'] = 1" }
        $shell = [powershell]::Create()
        try {
            $shell.AddScript($prologue).AddStatement().AddScript($Code) | Out-Null
            $output = [Management.Automation.PSDataCollection[psobject]]::new()
            $run = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
            if ($Command -eq 'Receive-WanVideoCallback') { Send-Callback $run $port $before }
            $run.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue -Because 'the example completes'
            $shell.EndInvoke($run)
            $shell.Streams.Error | ForEach-Object { "$_" } | Should -BeNullOrEmpty
        } finally {
            $shell.Dispose()
        }

        # No other host was connected, and the example had its documented effect.
        Get-WanVideoConnection | Where-Object { -not $_.BaseUri.IsLoopback -and $_.Provider -ne 'Sandbox' } | Should -BeNullOrEmpty
        if ($Code -match 'Save-WanVideo') { Get-ChildItem $workFolder/out -Filter *.mp4 | Should -Not -BeNullOrEmpty }
        if ($Code -match 'Resolve-WanVideoTask -(Id|NotCreated)|Status Unresolved .*Restart-WanVideoTask') { Get-WanVideoTask -Status Unresolved | Should -BeNullOrEmpty }
        $last = [Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $null).EndBlock.Statements[-1]
        if ($last -is [Management.Automation.Language.PipelineAst] -and "$($last.PipelineElements[-1])" -match '^(Get|Measure|New|Wait|Resolve|Restart|Where|Select|Format)-(?!.*-WhatIf)') {
            $output | Should -Not -BeNullOrEmpty
        }
    }
}
