<#
.SYNOPSIS
    Writes the help that Get-Help reads, docs/en-US/WanVideo.PowerShell.dll-Help.xml, from the Markdown beside it.
.DESCRIPTION
    PlatyPS reads the Markdown and writes the file. What it leaves as Markdown, or in the wrong place, is put right afterwards: a console shows
    neither links nor code fences, and breaks lines by itself.
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot en-US/WanVideo.PowerShell.dll-Help.xml)
)

$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
$site = 'https://github.com/wanvideo/WanVideo/blob/main'
$namespaces = @{
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

# The paragraphs of Markdown, as a console shows them. The items of a list stay on lines of their own.
function ConvertTo-Paragraph([string] $Markdown) {
    foreach ($block in $Markdown.Trim() -split '(?:\r?\n){2,}') {
        $text = $block -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '`' -replace '\\(?=[\[\]<>*_{}])'
        $text -replace '\r?\n(?!- )\s*', ' ' -replace '\r?\n', "`n"
    }
}

function Write-Paragraph([Xml.XmlElement] $Element, [string] $Markdown) {
    $Element.RemoveAll()
    foreach ($paragraph in ConvertTo-Paragraph $Markdown | Where-Object { $_ }) {
        $Element.AppendChild($Element.OwnerDocument.CreateElement('maml', 'para', $namespaces.maml)).InnerText = $paragraph
    }
}

function Select-Node([Xml.XmlNode] $Node, [string] $XPath) {
    Select-Xml -Xml $Node -XPath $XPath -Namespace $namespaces | ForEach-Object Node
}

$commands = Get-ChildItem (Join-Path $PSScriptRoot en-US) -Filter *-*.md | Sort-Object Name | ForEach-Object { Import-MarkdownCommandHelp $_.FullName }
$place = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
try {
    $written = Export-MamlCommandHelp -CommandHelp $commands -OutputFolder $place
    $maml = [xml](Get-Content $written -Raw)
} finally {
    Remove-Item $place -Recurse -ErrorAction Ignore
}

foreach ($command in $commands) {
    $node = Select-Node $maml "//command:command[command:details/command:name='$($command.Title)']"
    Write-Paragraph (Select-Node $node maml:description) $command.Description
    foreach ($description in Select-Node $node 'command:details/maml:description | command:parameters/command:parameter/maml:description | maml:alertSet/maml:alert') {
        Write-Paragraph $description (($description.ChildNodes | ForEach-Object InnerText) -join "`n`n")
    }

    # Types by their short names, as the syntax has them, and the defaults, which PlatyPS leaves out.
    foreach ($parameter in Select-Node $node command:parameters/command:parameter) {
        foreach ($type in Select-Node $parameter command:parameterValue) { $type.InnerText = $type.InnerText -replace '^.*\.' }
        $name = (Select-Node $parameter maml:name).InnerText
        $default = ($command.Parameters | Where-Object Name -EQ $name).DefaultValue
        if ($default) { $parameter.AppendChild($maml.CreateElement('dev', 'defaultValue', $namespaces.dev)).InnerText = $default }
    }

    # PlatyPS has the command's own description here.
    foreach ($kind in @{ Path = 'command:inputTypes/command:inputType'; Items = $command.Inputs }, @{ Path = 'command:returnValues/command:returnValue'; Items = $command.Outputs }) {
        $types = @(Select-Node $node $kind.Path)
        for ($i = 0; $i -lt $types.Count; $i++) { Write-Paragraph (Select-Node $types[$i] maml:description) $kind.Items[$i].Description }
    }

    # The code of an example is what stands between the fences, and what is said of it follows.
    $examples = @(Select-Node $node command:examples/command:example)
    for ($i = 0; $i -lt $examples.Count; $i++) {
        $parts = [regex]::Match($command.Examples[$i].Remarks, '(?s)^\s*```powershell\r?\n(?<code>.*?)\r?\n```\s*(?<remarks>.*)$')
        if (-not $parts.Success) { throw "$($command.Title), '$($command.Examples[$i].Title)': an example is a fence of PowerShell, and what is said of it." }
        (Select-Node $examples[$i] maml:introduction).RemoveAll()
        (Select-Node $examples[$i] dev:code).InnerText = $parts.Groups['code'].Value.Replace("`r", '')
        $remarks = Select-Node $examples[$i] dev:remarks
        Write-Paragraph $remarks $parts.Groups['remarks'].Value

        # Keeps the next example at a distance.
        $null = $remarks.AppendChild($maml.CreateElement('maml', 'para', $namespaces.maml))
        $title = Select-Node $examples[$i] maml:title
        $title.InnerText = $title.InnerText -replace '-{4,}', '---'
    }

    # A console cannot follow a path: papers get their address, and what Get-Help has its name alone.
    foreach ($link in Select-Node $node command:relatedLinks/maml:navigationLink) {
        $uri = Select-Node $link maml:uri
        $uri.InnerText = switch -Regex ($uri.InnerText) {
            '^https:' { $_ }
            '^\.\./\.\./' { "$site/$($_ -replace '^(\.\./)+')"; break }
            '^\.\./' { "$site/docs/$($_ -replace '^(\.\./)+')" }
        }
    }
}

$settings = [Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
$writer = [Xml.XmlWriter]::Create([IO.Path]::GetFullPath($Path, $PWD.ProviderPath), $settings)
try { $maml.Save($writer) } finally { $writer.Dispose() }
