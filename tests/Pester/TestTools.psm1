# What the suite's files share: the module under test, the mock server as a process, and the clean state each test begins with.

$root = Resolve-Path (Join-Path $PSScriptRoot '../..')
$configuration = $env:WANVIDEO_TEST_CONFIGURATION ?? 'Debug'

# One that was installed can be tested in place of the one that was built last: a folder named WanVideo.
$ModulePath = $env:WANVIDEO_TEST_MODULE ?? (Join-Path $root 'out/WanVideo')
$OtherModulePath = Join-Path $root "tests/WanVideo.OtherModule/bin/$configuration/net10.0/WanVideo.OtherModule.dll"
$FifthGatewayPath = Join-Path $root "tests/WanVideo.FifthGateway/bin/$configuration/net10.0/WanVideo.FifthGateway.dll"
$ShotsPath = Join-Path $root 'examples/shots.csv'
$GatewaysPath = Join-Path $root 'examples/gateways.csv'
$PowerShellPath = (Get-Process -Id $PID).Path

# Nobody else's key looks like this: wherever it turns up, it leaked.
$CanaryKey = 'sk-evo-CANARY-0123456789abcdef'

# Starts a mock server of its own for a test file. It ends with Stop-MockServer, or with this process. With a -CertificatePath it speaks HTTPS, and
# writes there what is to be trusted.
function Start-MockServer {
    param([string] $TaskDuration = '00:00:00.3', [string] $CertificatePath, [string] $ApiKey = $CanaryKey)

    $assembly = Join-Path $root "tests/WanVideo.MockServer/bin/$configuration/net10.0/WanVideo.MockServer.dll"
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $arguments = @($assembly, '--task-duration', $TaskDuration, '--api-key', $ApiKey) + ($CertificatePath ? @('--certificate', $CertificatePath) : @())
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if ($line -notmatch '^listening on (?<uri>https?://\S+)$') {
        throw "The mock server did not start: $line $($process.StandardOutput.ReadToEnd())"
    }

    [pscustomobject]@{ Process = $process; BaseUri = [uri]$Matches.uri }
}

function Stop-MockServer([Parameter(Mandatory)] $Server) {
    $Server.Process.StandardInput.Close()
    if (-not $Server.Process.WaitForExit(5000)) { $Server.Process.Kill() }
    $Server.Process.Dispose()
}

# Forgets the faults and the requests of the test before.
function Reset-MockServer([Parameter(Mandatory)] $Server) {
    Invoke-RestMethod "$($Server.BaseUri)_mock/faults" -Method Delete | Out-Null
    Invoke-RestMethod "$($Server.BaseUri)_mock/requests" -Method Delete | Out-Null
}

function Add-MockFault([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [hashtable[]] $Fault) {
    Invoke-RestMethod "$($Server.BaseUri)_mock/faults" -Method Post -ContentType application/json -Body ($Fault | ConvertTo-Json -AsArray -Depth 5) | Out-Null
}

function Get-MockRequest([Parameter(Mandatory)] $Server, [string] $Path = '.') {
    @(Invoke-RestMethod "$($Server.BaseUri)_mock/requests" -SkipCertificateCheck) | ForEach-Object { $_ } | Where-Object path -match $Path
}

# The server's counts; with -Idle, once it serves no request any more.
function Get-MockState([Parameter(Mandatory)] $Server, [switch] $Idle) {
    Invoke-RestMethod "$($Server.BaseUri)_mock/state$(if ($Idle) { '?until=idle&timeoutMs=5000' })"
}

# Waits until the server has received a request, without a guess at how long that takes.
function Wait-MockRequest([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [string] $Path, [int] $Count = 1) {
    $limit = [Diagnostics.Stopwatch]::StartNew()
    while (@(Get-MockRequest $Server $Path).Count -lt $Count) {
        if ($limit.Elapsed.TotalSeconds -gt 20) { throw "The mock server never received $Count requests for $Path." }
        [Threading.Thread]::Yield() | Out-Null
    }
}

# A session that is connected to the server, which speaks for every gateway, with a journal in the test's own folder.
function Connect-Mock([Parameter(Mandatory)] $Server, [hashtable] $Options = @{}, [string[]] $Provider = 'EvoLink') {
    $env:WANVIDEO_JOURNAL = Join-Path ([IO.Path]::GetTempPath()) "wanvideo-journal-$PID-$([guid]::NewGuid().ToString('N')).jsonl"
    foreach ($name in $Provider) { Connect-WanVideo $name -ApiKey $CanaryKey -BaseUri $Server.BaseUri @Options }
}

# Runs a script in a runspace of its own, so that it can be stopped as Ctrl+C stops one. The connection is the process's.
function Start-Pipeline([Parameter(Mandatory)] [string] $Script) {
    $shell = [powershell]::Create()
    $shell.AddScript("Import-Module '$ModulePath'; $Script") | Out-Null
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    $run = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
    [pscustomobject]@{ Shell = $shell; Run = $run; Output = $output }
}

# Runs a script in a process of its own and gives what it wrote.
function Invoke-Process([Parameter(Mandatory)] [string] $Script) {
    & $PowerShellPath -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; `$ErrorActionPreference = 'Stop'; $Script"
}

Export-ModuleMember -Function * -Variable ModulePath, OtherModulePath, FifthGatewayPath, ShotsPath, GatewaysPath, PowerShellPath, CanaryKey
