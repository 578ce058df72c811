<#
.SYNOPSIS
    Generates docs/tour.svg: the commands of the README's tour and their output.
.DESCRIPTION
    Runs the commands in a PowerShell and draws their actual output in its colors. The commands have the colors of PSReadLine.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot tour.svg),
    [string] $ReadmePath = (Join-Path $PSScriptRoot ../README.md),
    [string] $ModulePath = (Join-Path $PSScriptRoot ../out/WanVideo)
)

$ErrorActionPreference = 'Stop'
Import-Module $PSScriptRoot/../tests/Pester/TestTools.psm1

$columns = 100
$indent = 4
$cell = @{ Width = 8.0; Height = 19.0; Font = 13.3 }
$margin = @{ Side = 22.0; Top = 58.0; Bottom = 20.0 }
$plain = '#d6dae3'

# The sixteen console colors on a dark background: the eight standard colors, then the bright ones.
$palette = '#72877a', '#ff7a85', '#8fd694', '#f2c46d', '#7fb2ff', '#d69cff', '#6fd3d8', '#d6dae3',
    '#7d8596', '#ff7a85', '#8fd694', '#ffe08a', '#7fb2ff', '#d69cff', '#6fd3d8', '#ffffff'

# The default colors of PSReadLine, as indexes of the palette.
$tokenColors = @{ Command = 11; Parameter = 8; String = 6; Variable = 10; Comment = 0; Number = 15; Operator = 8 }

# The style of text, and a run: text in one style.
function Get-Style([string] $Color = $plain, [bool] $IsBold, [bool] $IsItalic) { [pscustomobject]@{ Color = $Color; IsBold = $IsBold; IsItalic = $IsItalic } }
function Get-Run([string] $Text, $Style = (Get-Style)) { [pscustomobject]@{ Text = $Text; Style = $Style } }

# The runs of a command with its prompt.
function ConvertFrom-Command([string] $Line) {
    $tokens = $null
    $null = [Management.Automation.Language.Parser]::ParseInput($Line, [ref]$tokens, [ref]$null)
    Get-Run 'PS> ' (Get-Style $palette[12] $true)
    $at = 0
    foreach ($token in $tokens | Where-Object { $_.Extent.EndOffset -gt $_.Extent.StartOffset }) {
        if ($token.Extent.StartOffset -gt $at) { Get-Run $Line.Substring($at, $token.Extent.StartOffset - $at) }
        $kind = if ($token.Kind -eq 'Comment') { 'Comment' }
            elseif ($token.TokenFlags -band [Management.Automation.Language.TokenFlags]::CommandName) { 'Command' }
            elseif ($token.Kind -eq 'Parameter') { 'Parameter' }
            elseif ($token.Kind -like 'String*') { 'String' }
            elseif ($token.Kind -eq 'Variable') { 'Variable' }
            elseif ($token.Kind -eq 'Number') { 'Number' }
            elseif ($token.Kind -in 'Pipe', 'Equals', 'Format' -or $token.TokenFlags -band [Management.Automation.Language.TokenFlags]::BinaryOperator) { 'Operator' }
        Get-Run $token.Text (Get-Style ($kind ? $palette[$tokenColors[$kind]] : $plain))
        $at = $token.Extent.EndOffset
    }
    if ($at -lt $Line.Length) { Get-Run $Line.Substring($at) }
}

# The runs of an output line, from its text with ANSI escape sequences.
function ConvertFrom-Ansi([string] $Line) {
    $color, $isBold, $isItalic = $plain, $false, $false
    foreach ($part in [regex]::Matches($Line, '\e\[(?<codes>[\d;]*)m|(?<text>[^\e]+)|\e')) {
        if ($part.Groups['text'].Success) {
            Get-Run $part.Groups['text'].Value (Get-Style -Color $color -IsBold $isBold -IsItalic $isItalic)
            continue
        }
        foreach ($code in [int[]]($part.Groups['codes'].Value -split ';')) {
            if ($code -eq 0) { $color, $isBold, $isItalic = $plain, $false, $false }
            elseif ($code -eq 1) { $isBold = $true }
            elseif ($code -eq 3) { $isItalic = $true }
            elseif ($code -in 30..37) { $color = $palette[$code - 30] }
            elseif ($code -in 90..97) { $color = $palette[$code - 82] }
            elseif ($code -eq 39) { $color = $plain }
        }
    }
}

# Wraps a line that is longer than the width. The next row is indented. Wraps before a run that fits there, otherwise between words.
function Split-Row([object[]] $Run) {
    $row = [Collections.Generic.List[object]]::new()
    $left = $columns
    foreach ($part in $Run) {
        $text = $part.Text
        if ($text.Length -gt $left -and $row.Count -and $text.Length -le $columns - $indent) {
            , $row.ToArray()
            $row.Clear()
            $left = $columns - $indent
        }
        while ($text.TrimEnd().Length -gt $left) {
            $space = $text.LastIndexOf(' ', $left)
            $end = if ($space -ge 0) { $space + 1 } elseif ($row.Count) { 0 } else { $left }
            if ($end) { $row.Add((Get-Run $text.Substring(0, $end) $part.Style)) }
            , $row.ToArray()
            $row.Clear()
            $text = $text.Substring($end)
            $left = $columns - $indent
        }
        if ($text) { $row.Add((Get-Run $text $part.Style)) }
        $left -= $text.Length
    }
    , $row.ToArray()
}

function Format-Number([double] $Number) { $Number.ToString('0.##', [cultureinfo]::InvariantCulture) }

# Each run has an explicit position and width, so that columns are aligned in any font.
function Format-Row([object[]] $Run, [double] $Row, [int] $Column) {
    $spans = ''
    $at = $Column
    foreach ($part in $Run) {
        $style = "fill=`"$($part.Style.Color)`"$($part.Style.IsBold ? ' font-weight="bold"' : '')$($part.Style.IsItalic ? ' font-style="italic"' : '')"
        $position = "x=`"$(Format-Number ($margin.Side + $at * $cell.Width))`" textLength=`"$(Format-Number ($part.Text.Length * $cell.Width))`""
        $spans += "<tspan $position $style>$([Security.SecurityElement]::Escape($part.Text))</tspan>"
        $at += $part.Text.Length
    }
    "    <text y=`"$(Format-Number ($margin.Top + $Row * $cell.Height))`">$spans</text>"
}

$tour = [regex]::Match((Get-Content $ReadmePath -Raw), '(?s)## A tour in ten lines\s+```powershell\r?\n(.*?)```').Groups[1].Value.TrimEnd() -split '\r?\n'

# The session runs in a temporary folder with the files that the tour requires, and its own ledger.
$folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) "wanvideo-tour-$([guid]::NewGuid().ToString('N'))") -ItemType Directory
$ledger = $env:WANVIDEO_LEDGER
try {
    $env:WANVIDEO_LEDGER = Join-Path $folder ledger.db
    New-Item $folder/examples, $folder/out -ItemType Directory | Out-Null
    Copy-Item $PSScriptRoot/../examples/shots.csv $folder/examples
    Copy-Item $ModulePath $folder/out/WanVideo -Recurse
    ConvertTo-Json $tour | Set-Content $folder/session.json
    $shown = Invoke-PowerShell -NoProfile -NonInteractive -WorkingDirectory $folder -File $PSScriptRoot/Invoke-Session.ps1 session.json -SessionWidth $columns -Rendering Ansi
    if ($LASTEXITCODE) { throw "The session ended with exit code $LASTEXITCODE." }

    # The path of the temporary folder is replaced.
    $shown = $shown | ForEach-Object { $_.Replace($folder.FullName, '~/WanVideo') }
} finally {
    $env:WANVIDEO_LEDGER = $ledger
    Remove-Item $folder -Recurse -Force
}

$screens = @(foreach ($line in $shown -split '\r?\n') {
    if ($line -match "^$([char]30)entry") { $lines = [Collections.Generic.List[string]]::new() }
    elseif ($line -match "^$([char]30)errors") { , $lines.ToArray() }
    else { $lines.Add($line) }
})

$gap = 0.45
$row = 0.0
function Format-Line([object[]] $Run) {
    $column = 0
    foreach ($part in Split-Row $Run) {
        Format-Row -Run $part -Row $script:row -Column $column
        $script:row++
        $column = $indent
    }
}

$drawn = foreach ($i in 0..($tour.Count - 1)) {
    '  <g class="command">'
    Format-Line (ConvertFrom-Command $tour[$i])
    '  </g>'

    # An empty line has half the height. One follows each output.
    $lines = ($screens[$i] -join "`n") -replace '\A(\s*\n)+|\s+\z' -split "`n"
    if (-not "$lines") { continue }
    '  <g class="output">'
    $row += $gap / 2
    foreach ($line in $lines) {
        $runs = @(ConvertFrom-Ansi $line | Where-Object Text)
        if ("$($runs.Text)".Trim()) { Format-Line $runs } else { $row += $gap }
    }
    $row += $gap
    '  </g>'
}

$width = Format-Number (2 * $margin.Side + $columns * $cell.Width)
$height = Format-Number ($margin.Top + $row * $cell.Height + $margin.Bottom - $cell.Height)
Set-Content $Path @(
    "<svg xmlns=`"http://www.w3.org/2000/svg`" width=`"$width`" height=`"$height`" viewBox=`"0 0 $width $height`" role=`"img`" aria-label=`"The tour in ten lines, in a console`">"
    '  <!-- Generated by docs/Update-Tour.ps1 from a session. -->'
    "  <rect x=`"0.5`" y=`"0.5`" width=`"$(Format-Number ([double]$width - 1))`" height=`"$(Format-Number ([double]$height - 1))`" rx=`"10`" fill=`"#161922`" stroke=`"#343a48`" />"
    "  <path d=`"M1 34V11A10 10 0 0 1 11 1H$(Format-Number ([double]$width - 11))A10 10 0 0 1 $(Format-Number ([double]$width - 1)) 11V34Z`" fill=`"#232835`" />"
    '  <circle cx="22" cy="17.5" r="6" fill="#ff7a85" /><circle cx="42" cy="17.5" r="6" fill="#f2c46d" /><circle cx="62" cy="17.5" r="6" fill="#8fd694" />'
    "  <text x=`"50%`" y=`"22`" text-anchor=`"middle`" font-family=`"system-ui, sans-serif`" font-size=`"13`" fill=`"#9aa2b3`">PowerShell</text>"
    "  <g font-family=`"'Cascadia Mono', Consolas, Menlo, 'DejaVu Sans Mono', monospace`" font-size=`"$(Format-Number $cell.Font)`" xml:space=`"preserve`">"
    $drawn
    '  </g>'
    '</svg>'
)
