# Shared by the Pester files: the paths of the module under test and of test assemblies, the mock server, and processes.

$root = Resolve-Path (Join-Path $PSScriptRoot '../..')
$configuration = $env:WANVIDEO_TEST_CONFIGURATION ?? 'Debug'

# The folder of the module under test, named WanVideo. Default: the last build.
$ModulePath = $env:WANVIDEO_TEST_MODULE ?? (Join-Path $root 'out/WanVideo')
$OtherModulePath = Join-Path $root "tests/WanVideo.OtherModule/bin/$configuration/net10.0/WanVideo.OtherModule.dll"
$FifthGatewayPath = Join-Path $root "tests/WanVideo.FifthGateway/bin/$configuration/net10.0/WanVideo.FifthGateway.dll"
$ShotsPath = Join-Path $root 'examples/shots.csv'
$GatewaysPath = Join-Path $root 'examples/gateways.csv'

# This PowerShell as a command line: a program and its first arguments. The .NET tool's shim starts `dotnet pwsh.dll`, and so does the suite where
# the package's executable is not for this platform or user. The process started is PowerShell itself, so killing it ends PowerShell.
$PowerShellCommand = @([Environment]::ProcessPath)
if ((Split-Path $PowerShellCommand -LeafBase) -eq 'dotnet') { $PowerShellCommand += Join-Path $PSHOME pwsh.dll }

# The API key of the tests. Distinctive, so that tests can find it wherever it leaks.
$CanaryKey = 'sk-evo-CANARY-0123456789abcdef'

# The files of this process's tests: their ledgers, and the local application data, where the module keeps its outboxes. Child processes use it too.
$TestFolder = Join-Path ([IO.Path]::GetTempPath()) "wanvideo-tests-$PID"
if (-not (Test-Path $TestFolder)) {
    New-Item $TestFolder -ItemType Directory | Out-Null
    Register-EngineEvent PowerShell.Exiting -SupportEvent -Action ([scriptblock]::Create("Remove-Item '$TestFolder' -Recurse -Force -ErrorAction Ignore")) | Out-Null
}
$env:XDG_DATA_HOME = $env:LOCALAPPDATA = $TestFolder

# Starts a mock server. It runs until Stop-MockServer, or until this process exits. With -CertificatePath it uses HTTPS and writes its certificate
# to that file.
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

# Removes the faults and the recorded requests.
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

# The server's counts; with -Idle, after all requests have completed.
function Get-MockState([Parameter(Mandatory)] $Server, [switch] $Idle) {
    Invoke-RestMethod "$($Server.BaseUri)_mock/state$(if ($Idle) { '?until=idle&timeoutMs=5000' })"
}

# Waits until the server has received requests whose path matches.
function Wait-MockRequest([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [string] $Path, [int] $Count = 1) {
    $query = "path=$([uri]::EscapeDataString($Path))&count=$Count&timeoutMs=60000"
    if (@(Invoke-RestMethod "$($Server.BaseUri)_mock/requests?$query" | ForEach-Object { $_ }).Count -lt $Count) {
        throw "The mock server did not receive $Count requests for $Path within 60 s."
    }
}

# Waits until the server has accepted a number of create requests since its start. Returns the number accepted.
function Wait-MockCreateRequest([Parameter(Mandatory)] $Server, [Parameter(Mandatory)] [int] $Count, [int] $TimeoutMs = 300000) {
    (Invoke-RestMethod "$($Server.BaseUri)_mock/state?createRequests=$Count&timeoutMs=$TimeoutMs").createRequests
}

# An unused port, below the range of ephemeral ports.
function Get-FreePort {
    while ($true) {
        $port = Get-Random -Minimum 15000 -Maximum 30000
        $probe = [Net.Sockets.TcpListener]::new('127.0.0.1', $port)
        try { $probe.Start(); return $port } catch [Net.Sockets.SocketException] { continue } finally { $probe.Dispose() }
    }
}

# Connects to the server, which has the protocols of all gateways, and sets a new ledger.
function Connect-Mock([Parameter(Mandatory)] $Server, [hashtable] $Options = @{}, [string[]] $Provider = 'EvoLink') {
    $env:WANVIDEO_LEDGER = Join-Path $TestFolder ledgers ([guid]::NewGuid().ToString('N')) ledger.db
    foreach ($name in $Provider) { Connect-WanVideo $name -ApiKey $CanaryKey -BaseUri $Server.BaseUri @Options }
}

# A connection to the ledger file with the SQLite that the module has loaded.
function Open-Ledger {
    Get-WanVideoLedger | Out-Null
    $sqlite = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'Microsoft.Data.Sqlite' }[0].GetType('Microsoft.Data.Sqlite.SqliteConnection')
    $connection = [Activator]::CreateInstance($sqlite, [object[]]@("Data Source=$env:WANVIDEO_LEDGER;Pooling=False"))
    $connection.Open()
    $connection
}

# Runs SQL on the ledger file and returns the first value.
function Invoke-LedgerSql([Parameter(Mandatory)] [string] $Sql) {
    $connection = Open-Ledger
    try {
        $command = $connection.CreateCommand()
        $command.CommandText = $Sql
        $command.ExecuteScalar()
    } finally {
        $connection.Dispose()
    }
}

# A process that has the ledger open, to hold its write lock from Lock-Ledger until Stop-LedgerProcess.
function Start-LedgerProcess {
    $script = "Import-Module '$PSCommandPath'; Import-Module '$ModulePath'; `$command = (Open-Ledger).CreateCommand(); `$command.CommandText = 'BEGIN IMMEDIATE'; " +
        "'ready'; [Console]::In.ReadLine() | Out-Null; `$command.ExecuteNonQuery() | Out-Null; 'locked'; [Console]::In.ReadLine() | Out-Null"
    $process = Start-PowerShell '-NoProfile', '-NonInteractive', '-Command', $script -Redirect
    Assert-Line $process ready
    $process
}

function Lock-Ledger([Parameter(Mandatory)] $Process) {
    $Process.StandardInput.WriteLine()
    Assert-Line $Process locked
}

function Stop-LedgerProcess([Parameter(Mandatory)] $Process) {
    $Process.StandardInput.Close()
    if (-not $Process.WaitForExit(10000)) { $Process.Kill() }
    $Process.Dispose()
}

function Assert-Line($Process, [string] $Line) {
    $read = $Process.StandardOutput.ReadLine()
    if ($read -ne $Line) { throw "The process wrote '$read' in place of '$Line'. $($Process.StandardOutput.ReadToEnd())" }
}

# The bytes of a file as text, one character per byte.
function Get-ByteText([Parameter(Mandatory, ValueFromPipeline)] [string] $Path) { process { [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($Path)) } }

# Runs a script in its own runspace, so that it can be stopped as by Ctrl+C. Connections are shared in the process.
function Start-Pipeline([Parameter(Mandatory)] [string] $Script) {
    $shell = [powershell]::Create()
    $shell.AddScript("Import-Module '$ModulePath'; $Script") | Out-Null
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    $run = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
    [pscustomobject]@{ Shell = $shell; Run = $run; Output = $output }
}

# Stops a pipeline as by Ctrl+C and asserts that this takes less than one second. The fastest of five attempts counts, because load on the machine
# can delay some of them. -Start returns a blocked pipeline. -Then runs after it has stopped.
function Assert-StopsWithinSecond([Parameter(Mandatory)] [scriptblock] $Start, [scriptblock] $Then = { }) {
    $seconds = foreach ($attempt in 1..5) {
        $pipeline = & $Start
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $pipeline.Shell.Stop()
        $clock.Elapsed.TotalSeconds
        $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
        & $Then $pipeline
        $pipeline.Shell.Dispose()
        if ($clock.Elapsed.TotalSeconds -lt 1) { break }
    }
    $seconds | Measure-Object -Minimum | ForEach-Object Minimum | Should -BeLessThan 1 -Because "the attempts took $seconds s"
}

# Starts PowerShell with these arguments and returns its process. -Redirect makes its input and output available.
function Start-PowerShell([Parameter(Mandatory)] [string[]] $ArgumentList, [switch] $Redirect) {
    $start = [Diagnostics.ProcessStartInfo]::new($PowerShellCommand[0])
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $Redirect
    foreach ($argument in @($PowerShellCommand | Select-Object -Skip 1) + $ArgumentList) { $start.ArgumentList.Add($argument) }
    [Diagnostics.Process]::Start($start)
}

# Runs PowerShell with these arguments and returns its output.
function Invoke-PowerShell {
    $first = @($PowerShellCommand | Select-Object -Skip 1)
    & $PowerShellCommand[0] @first @args
}

# Runs a script in its own process and returns its output.
function Invoke-Process([Parameter(Mandatory)] [string] $Script) {
    Invoke-PowerShell -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; `$ErrorActionPreference = 'Stop'; $Script"
}

Export-ModuleMember -Function * -Variable ModulePath, TestFolder, OtherModulePath, FifthGatewayPath, ShotsPath, GatewaysPath, PowerShellCommand, CanaryKey
