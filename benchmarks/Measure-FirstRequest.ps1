<#
.SYNOPSIS
    The time of the first create request of a process, from the import to the response: Invoke-RestMethod with the same body, and New-WanVideoTask
    without a ledger, on SQLite and on PostgreSQL. Against the mock server on loopback, each in a new process, alternately.
.DESCRIPTION
    "No ledger" is a copy of the module in which WanVideo.NullLedger replaces WanVideo.Ledger.dll. Without an installed PostgreSQL, -Ledger none,
    SQLite omits it. IdleMs is the time between Connect-WanVideo and New-WanVideoTask.
.EXAMPLE
    dotnet build -c Release; ./benchmarks/Measure-FirstRequest.ps1 -Configuration Release
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)] [int] $Count = 20,
    [int] $LatencyMs = 30,
    [int] $IdleMs = 0,
    [ValidateSet('none', 'SQLite', 'PostgreSQL')] [string[]] $Ledger = ('none', 'SQLite', 'PostgreSQL'),
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$env:WANVIDEO_TEST_CONFIGURATION = $Configuration
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1 -Force

$server = Start-MockServer
$database = $null
$folder = New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "wanvideo-first-$PID")
try {
    Add-MockFault $server @{ path = 'generations'; action = @{ kind = 'delay'; when = 'after'; milliseconds = $LatencyMs } }
    $modules = @{ none = $ModulePath; SQLite = $ModulePath; PostgreSQL = $ModulePath }
    $locations = @{ none = Join-Path $folder none.db; SQLite = Join-Path $folder ledger.db }
    if ('none' -in $Ledger) {
        Copy-Item $ModulePath (Join-Path $folder WanVideo) -Recurse
        Copy-Item $PSScriptRoot/WanVideo.NullLedger/bin/$Configuration/net10.0/WanVideo.Ledger.dll (Join-Path $folder WanVideo lib)
        $modules.none = Join-Path $folder WanVideo
    }
    if ('PostgreSQL' -in $Ledger) {
        $start = [Diagnostics.ProcessStartInfo]::new("$PSScriptRoot/WanVideo.Ledger.Benchmarks/bin/$Configuration/net10.0/WanVideo.Ledger.Benchmarks", 'database')
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $database = [Diagnostics.Process]::Start($start)
        $locations.PostgreSQL = $database.StandardOutput.ReadLine()
    }

    $methods = [ordered]@{
        'Invoke-RestMethod' = @'
            $body = @{ model = 'wan2.6-image-to-video-flash'; prompt = 'A cat'; image_urls = @('https://example.com/cat.png'); duration = 5; quality = '720p' } | ConvertTo-Json
            $null = Invoke-RestMethod "$($address)v1/videos/generations" -Method Post -Body $body -ContentType application/json -Headers @{ Authorization = "Bearer $key" }
'@
    }
    foreach ($name in $Ledger) {
        $methods["New-WanVideoTask, ledger: $name"] = "`$env:WANVIDEO_LEDGER = '$($locations[$name])'; Import-Module '$($modules[$name])'; " +
            "Connect-WanVideo EvoLink -ApiKey `$key -BaseUri `$address; Start-Sleep -Milliseconds $IdleMs; `$null = New-WanVideoTask `"A cat `$PID`" -Image https://example.com/cat.png"
    }

    $times = @{}
    foreach ($round in 0..$Count) {
        foreach ($method in $methods.Keys) {
            # PowerShell is warmed up before the clock starts.
            $script = "Import-Module Microsoft.PowerShell.Utility; `$address = '$($server.BaseUri)'; `$key = '$CanaryKey'; " +
                "`$w = [Diagnostics.Stopwatch]::StartNew(); $($methods[$method]); `$w.Elapsed.TotalMilliseconds"
            $milliseconds = [double](Invoke-PowerShell -NoProfile -NonInteractive -Command $script)
            if ($round -gt 0) { $times[$method] = @($times[$method]) + $milliseconds | Where-Object { $_ } } # the first round is a warm-up
        }
    }
    foreach ($method in $methods.Keys) {
        $sorted = @($times[$method] | Sort-Object)
        [pscustomobject]@{ Method = $method; Processes = $Count; MedianMs = [Math]::Round($sorted[[int][Math]::Floor($Count / 2)]); MinMs = [Math]::Round($sorted[0]) }
    }
} finally {
    Stop-MockServer $server
    if ($database) {
        $database.StandardInput.Close()
        $database.WaitForExit()
    }
    Remove-Item $folder -Recurse -Force
}
