# Runs the commands of each guide unchanged, in its own process and folder. The gateway's base URL is replaced with that of the mock server.

BeforeDiscovery {
    $guides = Get-ChildItem (Join-Path $PSScriptRoot ../../docs/guides) -Filter *.md | Where-Object Name -ne README.md | ForEach-Object { @{ Guide = $_.Name } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
    $folder = Join-Path $root docs/guides

    # Replaces the mock server that the guides start at this URL.
    $documentedUri = 'http://127.0.0.1:8080/'
    $server = Start-MockServer -ApiKey rehearsal

    # The port in callbacks.md. It may be in use on this machine and is replaced.
    $port = 8787
    $freePort = Get-FreePort

    # The code blocks of a guide in order, with language, text, and the file that the info string names.
    function Get-CodeBlock([Parameter(Mandatory)] [string] $Guide) {
        [regex]::Matches((Get-Content (Join-Path $folder $Guide) -Raw), '(?ms)^```(?<language>\w+)(?: (?<file>\S+))?\n(?<text>.*?)^```$') |
            ForEach-Object { [pscustomobject]@{ Language = $_.Groups['language'].Value; File = $_.Groups['file'].Value; Text = $_.Groups['text'].Value } }
    }

    # Replaces what differs between runs: ids, times, ages, colors and the widths of table columns.
    function ConvertTo-ComparableLine([string[]] $Line) {
        $Line -split '\r?\n' -replace '\e\[[\d;]*m' -replace 'task-unified-\d+-\w+', '<id>' -replace '\b\d\d:\d\d:\d\d\b', '<time>' -replace '\d{4}-\d\d-\d\d\b', '<date>' -replace '\b\d+[smhd]\b', '<age>' -replace '\s+', ' ' |
            ForEach-Object Trim | Where-Object { $_ -and $_ -notmatch '^[- ]+$' }
    }

    # Runs the commands of a guide. Returns the actual and the documented output of each code block.
    function Invoke-Guide([Parameter(Mandatory)] [string] $Guide, [Parameter(Mandatory)] [string] $WorkFolder, [string] $Prologue = '', [hashtable] $Environment = @{}, $Server = $server) {
        New-Item $WorkFolder -ItemType Directory -Force | Out-Null
        New-Item (Join-Path $WorkFolder out) -ItemType Directory | Out-Null
        Copy-Item $ModulePath (Join-Path $WorkFolder out/WanVideo) -Recurse
        New-Item (Join-Path $WorkFolder examples) -ItemType Directory | Out-Null
        Copy-Item (Join-Path $root examples/*.*) (Join-Path $WorkFolder examples)

        $entries = [Collections.Generic.List[object]]::new()
        $previousLanguage = ''
        foreach ($block in Get-CodeBlock $Guide) {
            if ($block.File) { $entries.Add([pscustomobject]@{ Command = "New-Item '$($block.File)' -Force -Value @'`n$($block.Text)'@ | Out-Null"; Expected = $null }) }
            elseif ($block.Language -eq 'powershell') { $entries.Add([pscustomobject]@{ Command = $block.Text; Expected = $null }) }
            elseif ($block.Language -eq 'text' -and $previousLanguage -eq 'powershell') { $entries[-1].Expected = $block.Text }
            $previousLanguage = $block.Language
        }

        # `pwsh` in a guide must start this PowerShell. Its own folder is first on the path, but the executable there may be for another platform or user.
        if ($PowerShellCommand.Count -gt 1 -and -not $IsWindows) {
            New-Item (Join-Path $WorkFolder bin) -ItemType Directory | Out-Null
            "#!/bin/sh`nexec $($PowerShellCommand -replace '^.*$', '"$0"') `"`$@`"" | Set-Content (Join-Path $WorkFolder bin/pwsh)
            chmod +x (Join-Path $WorkFolder bin/pwsh)
            $Prologue = "`$env:PATH = '$WorkFolder/bin:' + `$env:PATH`n$Prologue"
        }

        $prologue = "Set-Location '$WorkFolder'; `$ErrorActionPreference = 'Continue'`n$Prologue"
        $session = Join-Path $WorkFolder session.json
        ConvertTo-Json @($prologue; $entries.Command.ForEach{ $_.Replace($documentedUri, $Server.BaseUri).Replace("$port", "$freePort") }) | Set-Content $session

        $savedEnvironment = @{}
        $guideEnvironment = $Environment + @{ WANVIDEO_LEDGER = Join-Path $WorkFolder ledger.db }
        foreach ($name in $guideEnvironment.Keys) { $savedEnvironment[$name] = [Environment]::GetEnvironmentVariable($name) }
        try {
            foreach ($name in $guideEnvironment.Keys) { [Environment]::SetEnvironmentVariable($name, $guideEnvironment[$name]) }
            $actual = Invoke-PowerShell -NoProfile -NonInteractive -File $root/docs/Invoke-Session.ps1 $session -SessionWidth 200 2>&1
        } finally {
            foreach ($name in $savedEnvironment.Keys) { [Environment]::SetEnvironmentVariable($name, $savedEnvironment[$name]) }
        }

        $index = -1
        $outputs = foreach ($line in $actual) {
            if ("$line" -match "^$([char]30)entry") { $index++; $lines = [Collections.Generic.List[string]]::new() }
            elseif ("$line" -match "^$([char]30)errors (?<count>\d+)") { [pscustomobject]@{ Lines = $lines; Errors = [int]$Matches.count } }
            else { $lines.Add("$line") }
        }
        if (@($outputs).Count -ne $entries.Count + 1) { throw "The session ended early: $($actual | Out-String)" }
        $outputs[0].Errors | Should -Be 0 -Because "the prologue of $Guide runs: $($outputs[0].Lines)"
        for ($i = 0; $i -lt $entries.Count; $i++) {
            [pscustomobject]@{ Command = $entries[$i].Command.TrimEnd(); Expected = $entries[$i].Expected; Actual = $outputs[$i + 1].Lines; Errors = $outputs[$i + 1].Errors }
        }
    }

    # Compares the actual with the documented output, in which three dots match any text.
    function Assert-Output([Parameter(Mandatory, ValueFromPipeline)] $Step) {
        process {
            $actual = (ConvertTo-ComparableLine $Step.Actual) -join "`n"
            if ($null -eq $Step.Expected) {
                $Step.Errors | Should -Be 0 -Because "the guide documents no error of`n$($Step.Command)`nwhich wrote`n$actual"
                return
            }

            $expected = ((ConvertTo-ComparableLine $Step.Expected) -join "`n").Replace("$port", "$freePort")
            $pattern = [regex]::Escape($expected) -replace '\\\.\\\.\\\.', '.*'
            $actual | Should -Match "(?s)^$pattern`$" -Because "the guide documents this output of`n$($Step.Command)`n"
        }
    }
}

AfterAll { Stop-MockServer $server }

Describe 'The guide <Guide>' -ForEach $guides {
    It 'starts with its result' {
        $lines = Get-Content (Join-Path $folder $Guide)
        $lines[0] | Should -Match '^# \w'
        $lines[2] | Should -Match '^At the end you have '
    }

    It 'is listed in the index' {
        Join-Path $folder README.md | Should -FileContentMatch ([regex]::Escape("]($Guide)"))
    }

    It 'has links to existing files' {
        $text = (Get-Content (Join-Path $folder $Guide) -Raw) -replace '(?ms)^```.*?^```$'
        foreach ($link in [regex]::Matches($text, '\]\((?!https?:)(?<path>[^)#]+)').ForEach{ $_.Groups['path'].Value }) {
            Join-Path $folder $link | Should -Exist
        }
    }

    It 'contains files unchanged' {
        foreach ($block in Get-CodeBlock $Guide | Where-Object { $_.File -and (Test-Path (Join-Path $root $_.File)) }) {
            $block.Text | Should -BeExactly (Get-Content (Join-Path $root $block.File) -Raw)
        }
    }
}

Describe 'first-video.md' {
    It 'produces the documented output and files' {
        # Enters the key at the prompt, and directs later connections to the mock server.
        $reader = @"
            function Read-Host {
                `$PSDefaultParameterValues['Connect-WanVideo:BaseUri'] = '$($server.BaseUri)'
                ConvertTo-SecureString rehearsal -AsPlainText -Force
            }
"@
        Reset-MockServer $server
        $workFolder = Join-Path $TestDrive first
        Invoke-Guide first-video.md $workFolder $reader | Assert-Output
        @(Get-ChildItem $workFolder/out/*.mp4).Count | Should -Be 3
        @(Get-MockRequest $server 'generations').Count | Should -Be 1 -Because 'one of them is billed'
    }
}

Describe 'csv-of-shots.md' {
    It 'produces the documented output and files' {
        $workFolder = Join-Path $TestDrive csv
        Invoke-Guide csv-of-shots.md $workFolder | Assert-Output
        $created = (Get-ChildItem $workFolder/films/*.mp4).BaseName
        $rows = Import-Csv $ShotsPath
        $rows.Label | Where-Object { $_ -notin $created } | Should -BeNullOrEmpty
        (Import-Csv $workFolder/again.csv).Label | Should -Be too-long, cowboy-ratio
        (Get-ChildItem $workFolder/scenes/*.mp4).BaseName | Should -Contain '17 astronaut 720p'
    }
}

Describe 'costs.md' {
    It 'produces the documented output and files' {
        Reset-MockServer $server
        $workFolder = Join-Path $TestDrive costs
        Invoke-Guide costs.md $workFolder | Assert-Output
    }
}

Describe 'nightly-job.md' {
    BeforeAll { $gateway = Start-MockServer -ApiKey rehearsal -TaskDuration 00:00:03 }
    AfterAll { Stop-MockServer $gateway }

    It 'produces the documented output and files' {
        $workFolder = Join-Path $TestDrive nightly
        Invoke-Guide nightly-job.md $workFolder -Server $gateway | Assert-Output
        $labels = (Import-Csv $ShotsPath).Label
        (Get-ChildItem $workFolder/monday/*.mp4).BaseName | Should -Be ($labels | Sort-Object)
        (Get-ChildItem $workFolder/wednesday/*.mp4).BaseName | Should -Be ($labels -replace '^', 'again-' | Sort-Object)
        $accepted = @(Invoke-RestMethod "$($gateway.BaseUri)_mock/tasks") | ForEach-Object { $_ }
        $accepted.Count | Should -Be 40 -Because 'each of the twenty rows was sent once in each of two nights'
        $crashed = (Get-Content $workFolder/wednesday/nightly.log | Select-String '\d rows').Line -replace '^.*INFO\s+' -join '; '
        $crashed | Should -Be '20 rows; 20 rows; 20 of 20 rows have a video' -Because 'the first run was killed'
    }

    It 'has a script of which only one instance runs' {
        $films = New-Item (Join-Path $TestDrive once) -ItemType Directory
        $lock = [IO.File]::Open((Join-Path $films nightly.lock), 'OpenOrCreate', 'ReadWrite', 'None')
        try { Invoke-PowerShell -NoProfile -NonInteractive -File $root/examples/nightly.ps1 -ShotPath $ShotsPath -FilmPath $films -Provider Sandbox -ModulePath $ModulePath | Out-Null }
        finally { $lock.Dispose() }
        $LASTEXITCODE | Should -Be 2
        @(Get-ChildItem $films -Filter *.mp4).Count | Should -Be 0
    }

    It 'has a script that repeats a request without a response only with -RestartUnresolved' {
        Reset-MockServer $gateway
        Add-MockFault $gateway @{ method = 'POST'; times = 1; action = @{ kind = 'drop'; when = 'after' } }
        $films = (New-Item (Join-Path $TestDrive unresolved) -ItemType Directory).FullName
        [pscustomobject]@{ Label = 'gull'; Prompt = "A gull $films" } | Export-Csv $films/shots.csv
        $job = '-NoProfile', '-NonInteractive', '-File', "$root/examples/nightly.ps1", '-ShotPath', "$films/shots.csv", '-FilmPath', $films, '-BaseUri', $gateway.BaseUri, '-ModulePath', $ModulePath
        $saved = $env:WANVIDEO_LEDGER, $env:EVOLINK_API_KEY
        try {
            $env:WANVIDEO_LEDGER, $env:EVOLINK_API_KEY = "$films/ledger.db", 'rehearsal'
            foreach ($run in 1, 2) {
                Invoke-PowerShell @job | Out-Null
                $LASTEXITCODE | Should -Be 1
                @(Get-MockRequest $gateway 'generations').Count | Should -Be 1
            }
            Select-String -Path $films/nightly.log -Pattern "ERROR '?gull\b" | Should -HaveCount 2
            Invoke-PowerShell @job -RestartUnresolved | Out-Null
            $LASTEXITCODE | Should -Be 0
            @(Get-MockRequest $gateway 'generations').Count | Should -Be 2
            "$films/gull.mp4" | Should -Exist
        } finally {
            $env:WANVIDEO_LEDGER, $env:EVOLINK_API_KEY = $saved
        }
    }

    It 'has a timer that systemd accepts' {
        if (-not (Get-Command systemd-analyze -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'systemd-analyze is not installed'; return }
        $calendar = [regex]::Match((Get-Content $folder/nightly-job.md -Raw), '(?m)^OnCalendar=(.+)$').Groups[1].Value
        systemd-analyze calendar $calendar | Out-Null
        $LASTEXITCODE | Should -Be 0
    }
}

Describe 'keys-with-secretmanagement.md' {
    BeforeAll {
        # Enters the key of the mock server at the prompt.
        $reader = 'function Read-Host { ConvertTo-SecureString rehearsal -AsPlainText -Force }'

        # A fake vault in memory, with the parameters that the guide uses.
        $vault = @'
            $secrets = @{}
            function Register-SecretVault([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [string] $ModuleName) { $secrets[$Name] = @{} }
            function Set-Secret([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [securestring] $SecureStringSecret) {
                $secrets[$Vault][$Name] = $SecureStringSecret
            }
            function Get-Secret([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [string] $Vault, [switch] $AsPlainText) {
                $secret = $secrets[$Vault][$Name]
                if ($AsPlainText) { ConvertFrom-SecureString $secret -AsPlainText } else { $secret }
            }
'@
    }

    It 'produces the documented output and files, with <VaultName>' -ForEach @(
        @{ VaultName = 'a fake vault'; IsReal = $false }
        @{ VaultName = 'SecretManagement'; IsReal = $true }
    ) {
        if ($IsReal -and @(Get-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore -ListAvailable).Count -lt 2) {
            Set-ItResult -Skipped -Because 'PowerShell has no SecretManagement and SecretStore here (Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore)'
            return
        }
        if ($IsReal -and $IsWindows) { Set-ItResult -Skipped -Because 'on Windows, SecretStore uses the vault of the current user' ; return }
        Reset-MockServer $server
        $workFolder = Join-Path $TestDrive "keys-$IsReal"

        # SecretStore keeps its files in the user's home folder, which is replaced.
        $homeFolder = New-Item (Join-Path $TestDrive "home-$IsReal") -ItemType Directory
        $unlockStore = @'
            $password = ConvertTo-SecureString vault -AsPlainText -Force
            Set-SecretStoreConfiguration -Authentication Password -Password $password -Interaction None -Confirm:$false
            Unlock-SecretStore -Password $password
'@
        Invoke-Guide keys-with-secretmanagement.md $workFolder "$($IsReal ? $unlockStore : $vault)`n$reader" @{ HOME = "$homeFolder"; EVOLINK_API_KEY = '' } | Assert-Output
        @(Get-ChildItem $workFolder/films/*.mp4).Count | Should -Be 1
        @(Get-ChildItem $workFolder/night/*.mp4).Count | Should -Be 18
        Get-Item $workFolder/rehearsal.db*, $workFolder/night/nightly.log | Select-String -SimpleMatch rehearsal | Should -BeNullOrEmpty -Because 'the key is stored in the vault only'
    }
}

Describe 'callbacks.md' {
    It 'produces the documented output and files' {
        Reset-MockServer $server
        $workFolder = Join-Path $TestDrive callbacks
        Invoke-Guide callbacks.md $workFolder | Assert-Output
        (Get-ChildItem $workFolder/films/*.mp4).Count | Should -Be 3 -Because 'two were saved on callbacks and the third by a command'
        @(Get-MockRequest $server 'generations' | Where-Object body -like '*callback_url*films.example.com*').Count | Should -Be 2
    }
}

Describe 'your-own-gateway.md' {
    It 'produces the documented output and files' {
        if (-not (Get-Command dotnet -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'the .NET SDK is not installed'; return }
        Reset-MockServer $server
        $workFolder = Join-Path $TestDrive gateway/WanVideo

        # A compiler server that keeps running would keep the session's output open.
        Invoke-Guide your-own-gateway.md $workFolder -Environment @{ UseSharedCompilation = 'false'; MSBUILDDISABLENODEREUSE = '1' } | Assert-Output
        @(Get-ChildItem $workFolder/films/*.mp4).Count | Should -Be 3
        Get-ChildItem $workFolder/../house/out -Filter WanVideo.*.dll | Should -BeNullOrEmpty -Because 'assemblies of the module are not copied'
    }
}

Describe 'many-machines.md' {
    BeforeAll {
        # Simulates a remote machine: an sshd on a local port, with its own home folder, configuration and keys.
        function Start-Machine([Parameter(Mandatory)] [string] $Name) {
            $homeFolder = New-Item (Join-Path $TestDrive $Name) -ItemType Directory
            $port = Get-FreePort
            @"
Port $port
ListenAddress 127.0.0.1
HostKey $keys/host
AuthorizedKeysFile $keys/reader.pub
PidFile none
StrictModes no
PasswordAuthentication no
UsePAM $($isLocked ? 'yes' : 'no')
SetEnv HOME=$homeFolder$($env:DOTNET_ROOT ? " `"DOTNET_ROOT=$env:DOTNET_ROOT`"" : '')
Subsystem powershell $($PowerShellCommand -replace '^.*$', '"$0"') -sshs -NoLogo -NoProfile
"@ | Set-Content $keys/$Name.conf
            $start = [Diagnostics.ProcessStartInfo]::new($sshd.Source, @('-D', '-e', '-f', "$keys/$Name.conf"))
            $start.RedirectStandardError = $true
            $process = [Diagnostics.Process]::Start($start)
            $lines = while ($null -ne ($line = $process.StandardError.ReadLine())) { $line; if ($line -like 'Server listening on *') { break } }
            if ($null -eq $line) { throw "The sshd of $Name did not start: $lines" }
            "Host $Name`n  Port $port" | Add-Content $keys/config
            $process
        }

        $isRoot = [Environment]::UserName -eq 'root'
        $sshd = Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        $ssh = Get-Command ssh -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        $skipReason = if ($IsWindows) { 'running sshd requires Linux or macOS' }
            elseif (-not $sshd) { 'sshd is not installed (package openssh-server)' }
            elseif (-not $ssh) { 'ssh is not installed (package openssh-client)' }
            # sshd requires this folder when it runs as root. The service would have created it.
            elseif ($isRoot -and -not (New-Item /run/sshd -ItemType Directory -Force -ErrorAction Ignore)) { 'sshd requires /run/sshd, which cannot be created' }
        $machines = @()
        if (-not $skipReason) {
            # Without PAM, sshd rejects keys of a user whose password is locked, where it can read that.
            $isLocked = $isRoot -and (Get-Content /etc/shadow -ErrorAction Ignore) -match '^root:!'
            $keys = (New-Item (Join-Path $TestDrive ssh) -ItemType Directory).FullName
            foreach ($name in 'host', 'reader') { ssh-keygen -q -t ed25519 -N '' -f $keys/$name }
            $machines = @(foreach ($name in 'render1', 'render2') { Start-Machine $name })

            # A machine that reaches the mock server as the guide describes.
            $documentedForward = 'RemoteForward 8080 127.0.0.1:8080'
            $forwardedPort = Get-FreePort
            $machines += Start-Machine forwarded
            "  $($documentedForward -replace ' 8080', " $forwardedPort" -replace ':8080', ":$($server.BaseUri.Port)")" | Add-Content $keys/config

            # The ssh of the guide, configured with the host names of the guide.
            "Host *`n  HostName 127.0.0.1`n  IdentityFile $keys/reader`n  IdentitiesOnly yes`n  UserKnownHostsFile $keys/known`n  StrictHostKeyChecking accept-new`n  LogLevel ERROR" | Add-Content $keys/config
            New-Item $keys/bin -ItemType Directory | Out-Null
            "#!/bin/sh`nexec '$($ssh.Source)' -F '$keys/config' `"`$@`"" | Set-Content $keys/bin/ssh
            chmod +x $keys/bin/ssh
        }
    }

    AfterAll {
        foreach ($machine in $machines) {
            $machine.Kill($true)
            $machine.WaitForExit()
        }
    }

    It 'produces the documented output and files' {
        if ($skipReason) { Set-ItResult -Skipped -Because $skipReason; return }
        Reset-MockServer $server
        $workFolder = Join-Path $TestDrive machines
        $reader = 'function Read-Host { ConvertTo-SecureString rehearsal -AsPlainText -Force }'
        Invoke-Guide many-machines.md $workFolder $reader @{ PATH = "$keys/bin$([IO.Path]::PathSeparator)$env:PATH" } | Assert-Output
        @(Get-ChildItem $workFolder/films/*.mp4).Count | Should -Be 18
        @(Get-MockRequest $server 'generations').Count | Should -Be 18 -Because 'each row was sent once'
        foreach ($name in 'render1', 'render2') {
            $ledger = Get-ChildItem $TestDrive/$name -Filter rehearsal.db*
            $ledger | Should -Not -BeNullOrEmpty -Because "$name recorded what it sent"
            $ledger | Select-String -SimpleMatch rehearsal | Should -BeNullOrEmpty -Because 'the key is not written to the ledger'
        }
    }

    It 'reaches the mock server through the documented RemoteForward' {
        if ($skipReason) { Set-ItResult -Skipped -Because $skipReason; return }
        Join-Path $folder many-machines.md | Should -FileContentMatch ([regex]::Escape("``$documentedForward``"))
        $savedPath, $session = $env:PATH, $null
        try {
            $env:PATH = "$keys/bin$([IO.Path]::PathSeparator)$env:PATH"
            $session = New-PSSession -HostName forwarded
            Invoke-Command $session { (Invoke-WebRequest "http://127.0.0.1:$using:forwardedPort/_mock/requests").StatusCode } | Should -Be 200
        } finally {
            $env:PATH = $savedPath
            if ($session) { Remove-PSSession $session }
        }
    }
}
