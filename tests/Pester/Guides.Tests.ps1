# The guides, run as they stand: each in a PowerShell and a folder of its own, its gateway's address being the mock server's.

BeforeDiscovery {
    $guides = Get-ChildItem (Join-Path $PSScriptRoot ../../docs/guides) -Filter *.md | Where-Object Name -ne README.md | ForEach-Object { @{ Guide = $_.Name } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    $root = Resolve-Path (Join-Path $PSScriptRoot ../..)
    $folder = Join-Path $root docs/guides

    # The mock server that the guides tell the reader to start.
    $address = 'http://127.0.0.1:8080/'
    $server = Start-MockServer -ApiKey rehearsal

    # The port that the guide on callbacks listens on, which may be taken here.
    $port = 8787
    $freePort = Get-FreePort

    # The fences of a guide in their order, each with what stands beside its language: the file that it shows.
    function Get-Fence([Parameter(Mandatory)] [string] $Guide) {
        [regex]::Matches((Get-Content (Join-Path $folder $Guide) -Raw), '(?ms)^```(?<language>\w+)(?: (?<file>\S+))?\n(?<text>.*?)^```$') |
            ForEach-Object { [pscustomobject]@{ Language = $_.Groups['language'].Value; File = $_.Groups['file'].Value; Text = $_.Groups['text'].Value } }
    }

    # What differs from run to run says nothing: ids, times, ages, colours, and how wide a table's columns are.
    function Get-Gist([string[]] $Line) {
        $Line -split '\r?\n' -replace '\e\[[\d;]*m' -replace 'task-unified-\d+-\w+', '<id>' -replace '\b\d\d:\d\d:\d\d\b', '<time>' -replace '\d{4}-\d\d-\d\d\b', '<date>' -replace '\b\d+[smhd]\b', '<age>' -replace '\s+', ' ' |
            ForEach-Object Trim | Where-Object { $_ -and $_ -notmatch '^[- ]+$' }
    }

    # Runs a guide's commands. Gives for each fence of commands what it showed, and what the guide says that it shows.
    function Invoke-Guide([Parameter(Mandatory)] [string] $Guide, [Parameter(Mandatory)] [string] $Place, [string] $Prologue = '', [hashtable] $Environment = @{}, $Server = $server) {
        New-Item $Place -ItemType Directory -Force | Out-Null
        New-Item (Join-Path $Place out) -ItemType Directory | Out-Null
        Copy-Item $ModulePath (Join-Path $Place out/WanVideo) -Recurse
        New-Item (Join-Path $Place examples) -ItemType Directory | Out-Null
        Copy-Item (Join-Path $root examples/*.*) (Join-Path $Place examples)

        $entries = [Collections.Generic.List[object]]::new()
        $above = ''
        foreach ($fence in Get-Fence $Guide) {
            if ($fence.File) { $entries.Add([pscustomobject]@{ Command = "New-Item '$($fence.File)' -Force -Value @'`n$($fence.Text)'@ | Out-Null"; Said = $null }) }
            elseif ($fence.Language -eq 'powershell') { $entries.Add([pscustomobject]@{ Command = $fence.Text; Said = $null }) }
            elseif ($fence.Language -eq 'text' -and $above -eq 'powershell') { $entries[-1].Said = $fence.Text }
            $above = $fence.Language
        }

        # `pwsh` in a guide is this PowerShell. Its own folder comes first on the path, but the executable there may be for another platform or user.
        if ($PowerShellCommand.Count -gt 1 -and -not $IsWindows) {
            New-Item (Join-Path $Place bin) -ItemType Directory | Out-Null
            "#!/bin/sh`nexec $($PowerShellCommand -replace '^.*$', '"$0"') `"`$@`"" | Set-Content (Join-Path $Place bin/pwsh)
            chmod +x (Join-Path $Place bin/pwsh)
            $Prologue = "`$env:PATH = '$Place/bin:' + `$env:PATH`n$Prologue"
        }

        $prologue = "Set-Location '$Place'; `$ErrorActionPreference = 'Continue'`n$Prologue"
        $session = Join-Path $Place session.json
        ConvertTo-Json @($prologue; $entries.Command.ForEach{ $_.Replace($address, $Server.BaseUri).Replace("$port", "$freePort") }) | Set-Content $session

        $ours = @{}
        $theirs = $Environment + @{ WANVIDEO_LEDGER = Join-Path $Place ledger.db }
        foreach ($name in $theirs.Keys) { $ours[$name] = [Environment]::GetEnvironmentVariable($name) }
        try {
            foreach ($name in $theirs.Keys) { [Environment]::SetEnvironmentVariable($name, $theirs[$name]) }
            $shown = Invoke-PowerShell -NoProfile -NonInteractive -File $root/docs/Invoke-Session.ps1 $session -SessionWidth 200 2>&1
        } finally {
            foreach ($name in $ours.Keys) { [Environment]::SetEnvironmentVariable($name, $ours[$name]) }
        }

        $index = -1
        $screens = foreach ($line in $shown) {
            if ("$line" -match "^$([char]30)entry") { $index++; $lines = [Collections.Generic.List[string]]::new() }
            elseif ("$line" -match "^$([char]30)errors (?<count>\d+)") { [pscustomobject]@{ Lines = $lines; Errors = [int]$Matches.count } }
            else { $lines.Add("$line") }
        }
        if (@($screens).Count -ne $entries.Count + 1) { throw "The guide ended early: $($shown | Out-String)" }
        $screens[0].Errors | Should -Be 0 -Because "the prologue of $Guide runs: $($screens[0].Lines)"
        for ($i = 0; $i -lt $entries.Count; $i++) {
            [pscustomobject]@{ Command = $entries[$i].Command.TrimEnd(); Said = $entries[$i].Said; Shown = $screens[$i + 1].Lines; Errors = $screens[$i + 1].Errors }
        }
    }

    # A guide shows what its commands show. A line of three dots stands for any lines, and three dots in a line for any words.
    function Assert-Screen([Parameter(Mandatory, ValueFromPipeline)] $Step) {
        process {
            $shown = (Get-Gist $Step.Shown) -join "`n"
            if ($null -eq $Step.Said) {
                $Step.Errors | Should -Be 0 -Because "the guide shows no error of`n$($Step.Command)`nwhich shows`n$shown"
                return
            }

            $said = ((Get-Gist $Step.Said) -join "`n").Replace("$port", "$freePort")
            $pattern = [regex]::Escape($said) -replace '\\\.\\\.\\\.', '.*'
            $shown | Should -Match "(?s)^$pattern`$" -Because "that is what the guide says to come of`n$($Step.Command)`n"
        }
    }
}

AfterAll { Stop-MockServer $server }

Describe 'The guide <Guide>' -ForEach $guides {
    It 'says first what one has at its end' {
        $lines = Get-Content (Join-Path $folder $Guide)
        $lines[0] | Should -Match '^# \w'
        $lines[2] | Should -Match '^At the end you have '
    }

    It 'stands in the index, with a line' {
        Join-Path $folder README.md | Should -FileContentMatch ([regex]::Escape("]($Guide)"))
    }

    It 'points to what there is' {
        $text = (Get-Content (Join-Path $folder $Guide) -Raw) -replace '(?ms)^```.*?^```$'
        foreach ($link in [regex]::Matches($text, '\]\((?!https?:)(?<path>[^)#]+)').ForEach{ $_.Groups['path'].Value }) {
            Join-Path $folder $link | Should -Exist
        }
    }

    It 'shows files as they are' {
        foreach ($fence in Get-Fence $Guide | Where-Object { $_.File -and (Test-Path (Join-Path $root $_.File)) }) {
            $fence.Text | Should -BeExactly (Get-Content (Join-Path $root $fence.File) -Raw)
        }
    }
}

Describe 'first-video.md' {
    It 'makes what it promises' {
        # Who reads the guide types a key when asked for one. The gateway is then the mock server.
        $reader = @"
            function Read-Host {
                `$PSDefaultParameterValues['Connect-WanVideo:BaseUri'] = '$($server.BaseUri)'
                ConvertTo-SecureString rehearsal -AsPlainText -Force
            }
"@
        Reset-MockServer $server
        $place = Join-Path $TestDrive first
        Invoke-Guide first-video.md $place $reader | Assert-Screen
        @(Get-ChildItem $place/out/*.mp4).Count | Should -Be 3
        @(Get-MockRequest $server 'generations').Count | Should -Be 1 -Because 'one of them was paid for'
    }
}

Describe 'csv-of-shots.md' {
    It 'makes what it promises' {
        $place = Join-Path $TestDrive csv
        Invoke-Guide csv-of-shots.md $place | Assert-Screen
        $made = (Get-ChildItem $place/films/*.mp4).BaseName
        $rows = Import-Csv $ShotsPath
        $rows.Shot | Where-Object { $_ -notin $made } | Should -Be too-long, cowboy-ratio
        (Import-Csv $place/again.csv).Shot | Should -Be too-long, cowboy-ratio
        $made | Should -Contain 'A drone follows a mountain train through tunnels and over viaducts from dawn to'
    }
}

Describe 'costs.md' {
    It 'makes what it promises' {
        Reset-MockServer $server
        $place = Join-Path $TestDrive costs
        Invoke-Guide costs.md $place | Assert-Screen
    }
}

Describe 'nightly-job.md' {
    BeforeAll { $gateway = Start-MockServer -ApiKey rehearsal -TaskDuration 00:00:03 }
    AfterAll { Stop-MockServer $gateway }

    It 'makes what it promises' {
        $place = Join-Path $TestDrive nightly
        Invoke-Guide nightly-job.md $place -Server $gateway | Assert-Screen
        foreach ($night in 'monday', 'wednesday') {
            (Get-ChildItem $place/$night/*.mp4).BaseName | Should -Be ((Import-Csv $ShotsPath).Shot | Sort-Object)
        }
        $accepted = @(Invoke-RestMethod "$($gateway.BaseUri)_mock/tasks") | ForEach-Object { $_ }
        $accepted.Count | Should -Be 40 -Because 'two nights of twenty rows were made, each row once'
        $crashed = (Get-Content $place/wednesday/nightly.log | Select-String 'without a video|have no video').Line -replace '^.*INFO\s+' -join '; '
        $crashed | Should -Match '^20 rows, 20 without a video; 20 rows, [1-9]\d* without a video; 0 rows have no video$' -Because 'the first run did not live to its end'
    }

    It 'has a script that runs once at a time' {
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
        [pscustomobject]@{ Shot = 'gull'; Prompt = "A gull $films" } | Export-Csv $films/shots.csv
        $job = '-NoProfile', '-NonInteractive', '-File', "$root/examples/nightly.ps1", '-ShotPath', "$films/shots.csv", '-FilmPath', $films, '-BaseUri', $gateway.BaseUri, '-ModulePath', $ModulePath
        $ours = $env:WANVIDEO_LEDGER, $env:EVOLINK_API_KEY
        try {
            $env:WANVIDEO_LEDGER, $env:EVOLINK_API_KEY = "$films/ledger.db", 'rehearsal'
            foreach ($run in 1, 2) {
                Invoke-PowerShell @job | Out-Null
                $LASTEXITCODE | Should -Be 1
                @(Get-MockRequest $gateway 'generations').Count | Should -Be 1
            }
            Select-String -Path $films/nightly.log -Pattern 'ERROR gull: ' | Should -HaveCount 2
            Invoke-PowerShell @job -RestartUnresolved | Out-Null
            $LASTEXITCODE | Should -Be 0
            @(Get-MockRequest $gateway 'generations').Count | Should -Be 2
            "$films/gull.mp4" | Should -Exist
        } finally {
            $env:WANVIDEO_LEDGER, $env:EVOLINK_API_KEY = $ours
        }
    }

    It 'has a timer that systemd reads' {
        if (-not (Get-Command systemd-analyze -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'systemd-analyze is not here to read it'; return }
        $calendar = [regex]::Match((Get-Content $folder/nightly-job.md -Raw), '(?m)^OnCalendar=(.+)$').Groups[1].Value
        systemd-analyze calendar $calendar | Out-Null
        $LASTEXITCODE | Should -Be 0
    }
}

Describe 'keys-with-secretmanagement.md' {
    BeforeAll {
        # Who reads the guide types the mock server's key when asked for one.
        $reader = 'function Read-Host { ConvertTo-SecureString rehearsal -AsPlainText -Force }'

        # A vault that forgets everything with the process, with the parameters that the guide uses.
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

    It 'makes what it promises, with <With>' -ForEach @(
        @{ With = 'a stand-in for the vault'; IsReal = $false }
        @{ With = 'SecretManagement itself'; IsReal = $true }
    ) {
        if ($IsReal -and @(Get-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore -ListAvailable).Count -lt 2) {
            Set-ItResult -Skipped -Because 'PowerShell has no SecretManagement and SecretStore here (Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore)'
            return
        }
        if ($IsReal -and $IsWindows) { Set-ItResult -Skipped -Because 'on Windows the vault would be that of whoever runs the test' ; return }
        Reset-MockServer $server
        $place = Join-Path $TestDrive "keys-$IsReal"

        # The real one keeps its files in the user's home, which is another one here.
        $theirs = New-Item (Join-Path $TestDrive "home-$IsReal") -ItemType Directory
        $open = @'
            $password = ConvertTo-SecureString vault -AsPlainText -Force
            Set-SecretStoreConfiguration -Authentication Password -Password $password -Interaction None -Confirm:$false
            Unlock-SecretStore -Password $password
'@
        Invoke-Guide keys-with-secretmanagement.md $place "$($IsReal ? $open : $vault)`n$reader" @{ HOME = "$theirs"; EVOLINK_API_KEY = '' } | Assert-Screen
        @(Get-ChildItem $place/films/*.mp4).Count | Should -Be 1
        @(Get-ChildItem $place/night/*.mp4).Count | Should -Be 18
        Get-Item $place/rehearsal.db*, $place/night/nightly.log | Select-String -SimpleMatch rehearsal | Should -BeNullOrEmpty -Because 'the key is in the vault alone'
    }
}

Describe 'callbacks.md' {
    It 'makes what it promises' {
        Reset-MockServer $server
        $place = Join-Path $TestDrive callbacks
        Invoke-Guide callbacks.md $place | Assert-Screen
        (Get-ChildItem $place/films/*.mp4).Count | Should -Be 3 -Because 'two were saved as they were called in, the third by hand'
        @(Get-MockRequest $server 'generations' | Where-Object body -like '*callback_url*films.example.com*').Count | Should -Be 2
    }
}

Describe 'your-own-gateway.md' {
    It 'makes what it promises' {
        if (-not (Get-Command dotnet -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'the .NET SDK is not here to build it'; return }
        Reset-MockServer $server
        $place = Join-Path $TestDrive gateway/WanVideo

        # A compiler that stays behind would hold the output of the session.
        Invoke-Guide your-own-gateway.md $place -Environment @{ UseSharedCompilation = 'false'; MSBUILDDISABLENODEREUSE = '1' } | Assert-Screen
        @(Get-ChildItem $place/films/*.mp4).Count | Should -Be 3
        Get-ChildItem $place/../house/out -Filter WanVideo.*.dll | Should -BeNullOrEmpty -Because 'what the module has comes from it'
    }
}

Describe 'many-machines.md' {
    BeforeAll {
        # A machine that one can log in to: an sshd on a port of this one, with a home, a configuration and keys of its own.
        function Start-Machine([Parameter(Mandatory)] [string] $Name) {
            $theirs = New-Item (Join-Path $TestDrive $Name) -ItemType Directory
            $port = Get-FreePort
            @"
Port $port
ListenAddress 127.0.0.1
HostKey $keys/host
AuthorizedKeysFile $keys/reader.pub
PidFile none
StrictModes no
PasswordAuthentication no
UsePAM $($isRoot ? 'yes' : 'no')
SetEnv HOME=$theirs
Subsystem powershell $($PowerShellCommand -replace '^.*$', '"$0"') -sshs -NoLogo -NoProfile
"@ | Set-Content $keys/$Name.conf
            $start = [Diagnostics.ProcessStartInfo]::new($sshd.Source, @('-D', '-e', '-f', "$keys/$Name.conf"))
            $start.RedirectStandardError = $true
            $process = [Diagnostics.Process]::Start($start)
            do { $line = $process.StandardError.ReadLine() } until ($null -eq $line -or $line -like 'Server listening on *')
            if ($null -eq $line) { throw "The sshd of $Name did not start." }
            "Host $Name`n  Port $port" | Add-Content $keys/config
            $process
        }

        $sshd = Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        $ssh = Get-Command ssh -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        $whyNot = if ($IsWindows) { 'sshd as a user of one''s own needs Linux or macOS' }
            elseif (-not $sshd) { 'sshd is not here (the package openssh-server has it)' }
            elseif (-not $ssh) { 'ssh is not here (the package openssh-client has it)' }
        $machines = @()
        if (-not $whyNot) {
            $isRoot = [Environment]::UserName -eq 'root'
            $keys = (New-Item (Join-Path $TestDrive ssh) -ItemType Directory).FullName
            foreach ($name in 'host', 'reader') { ssh-keygen -q -t ed25519 -N '' -f $keys/$name }

            # Where no service ever made it, sshd asks root for the folder that it locks itself into.
            if ($isRoot) { New-Item /run/sshd -ItemType Directory -Force | Out-Null }
            $machines = @(foreach ($name in 'render1', 'render2') { Start-Machine $name })

            # The reader's ssh, which knows these machines by the names that the guide has.
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

    It 'makes what it promises' {
        if ($whyNot) { Set-ItResult -Skipped -Because $whyNot; return }
        Reset-MockServer $server
        $place = Join-Path $TestDrive machines
        $reader = 'function Read-Host { ConvertTo-SecureString rehearsal -AsPlainText -Force }'
        Invoke-Guide many-machines.md $place $reader @{ PATH = "$keys/bin$([IO.Path]::PathSeparator)$env:PATH" } | Assert-Screen
        @(Get-ChildItem $place/films/*.mp4).Count | Should -Be 18
        @(Get-MockRequest $server 'generations').Count | Should -Be 18 -Because 'each row was made once'
        foreach ($name in 'render1', 'render2') {
            $ledger = Get-ChildItem $TestDrive/$name -Filter rehearsal.db*
            $ledger | Should -Not -BeNullOrEmpty -Because "$name recorded what it sent"
            $ledger | Select-String -SimpleMatch rehearsal | Should -BeNullOrEmpty -Because 'the key is written nowhere'
        }
    }
}
