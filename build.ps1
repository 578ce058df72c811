<#
.SYNOPSIS
    Drives the tasks of the project. Each is a line or two that can be typed without this script.
.DESCRIPTION
    Build    dotnet build: the module lies in out/WanVideo, ready to be imported.
    Test     dotnet test: the .NET suites, and the Pester suite in the PowerShell that the restore downloads.
    Demo     dotnet run --project examples/QuickStart: a video from the sandbox.
    Package  the module as a .nupkg in artifacts/, as the PowerShell Gallery takes it. Leaves out/WanVideo alone.
    Docs     writes anew what follows from the code or from the Markdown: docs/models.md, docs/errors.md, the help in docs/en-US, docs/tour.svg.
    Clean    removes what the others made.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 Docs -InstallTools
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Package', 'Docs', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Where Package writes to.
    [string] $ArtifactPath = 'artifacts',

    # Installs from the PowerShell Gallery what a task needs and this PowerShell lacks.
    [switch] $InstallTools
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

function Assert-Module([string] $Name, [version] $MinimumVersion) {
    if (Get-Module $Name -ListAvailable | Where-Object Version -ge $MinimumVersion) { return }
    if (-not $InstallTools) { throw "PowerShell has no $Name $MinimumVersion. Run this with -InstallTools, or: Install-PSResource $Name" }
    Install-PSResource $Name -Version "[$MinimumVersion,)" -TrustRepository
}

switch ($Task) {
    'Build' { Invoke-DotNet build -c $Configuration }
    'Test' { Invoke-DotNet test }
    'Demo' { Invoke-DotNet run --project examples/QuickStart }
    'Package' {
        Assert-Module Microsoft.PowerShell.PSResourceGet 1.1
        $folder = [IO.Path]::GetFullPath($ArtifactPath, $PSScriptRoot)
        $module = Join-Path $folder WanVideo
        # A compiler server that is left running would hold the output of whoever captures it.
        Invoke-DotNet build src/WanVideo.PowerShell -c $Configuration "-p:ModuleOutput=$module/" --disable-build-servers
        Compress-PSResource -Path $module -DestinationPath $folder -PassThru
    }
    'Docs' {
        Assert-Module Microsoft.PowerShell.PlatyPS 1.0
        Invoke-DotNet build src/WanVideo.PowerShell -c $Configuration
        ./docs/Update-Models.ps1
        ./docs/Update-Errors.ps1
        ./docs/Update-Help.ps1
        ./docs/Update-Tour.ps1
    }
    'Clean' {
        Invoke-DotNet clean --verbosity quiet
        'out', 'artifacts' | Where-Object { Test-Path $_ } | Remove-Item -Recurse
    }
}
