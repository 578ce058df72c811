# Rows as input of New-WanVideoTask, and the row that stays with the task.

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    Import-Module $ModulePath
    $server = Start-MockServer
    $image = 'https://example.com/cat.png'

    class Shot {
        [string] $Label
        [string] $Prompt
        [int] $Duration
        [string] $Scene
    }

    function Get-SentBody { @(Get-MockRequest $server '/v1/videos/generations') | ForEach-Object { $_.body | ConvertFrom-Json } }

    function ConvertTo-DataTable([hashtable] $Cells) {
        $table = [Data.DataTable]::new()
        foreach ($name in $Cells.Keys) { $table.Columns.Add($name) | Out-Null }
        $row = $table.NewRow()
        foreach ($name in $Cells.Keys) { $row[$name] = $Cells[$name] }
        $table.Rows.Add($row)
        , $table
    }
}

AfterAll {
    Disconnect-WanVideo
    Stop-MockServer $server
}

Describe 'A row' {
    BeforeEach {
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server
    }

    It 'can be <Kind>' -ForEach @(
        @{ Kind = 'a hashtable'; Row = { @{ Label = 'shot-1'; Prompt = 'A cat'; Duration = 7; Scene = 'roof' } } }
        @{ Kind = 'an ordered dictionary'; Row = { [ordered]@{ Label = 'shot-1'; Prompt = 'A cat'; Duration = '7'; Scene = 'roof' } } }
        @{ Kind = 'an object'; Row = { [pscustomobject]@{ Label = 'shot-1'; Prompt = 'A cat'; Duration = 7; Scene = 'roof' } } }
        @{ Kind = 'a JSON object'; Row = { '{ "label": "shot-1", "prompt": "A cat", "duration": 7, "scene": "roof" }' | ConvertFrom-Json } }
        @{ Kind = 'a JSON object as a hashtable'; Row = { '{ "label": "shot-1", "prompt": "A cat", "duration": 7, "scene": "roof" }' | ConvertFrom-Json -AsHashtable } }
        @{ Kind = 'an instance of a class'; Row = { [Shot]@{ Label = 'shot-1'; Prompt = 'A cat'; Duration = 7; Scene = 'roof' } } }
        @{ Kind = 'a DataRow'; Row = { (ConvertTo-DataTable @{ Label = 'shot-1'; Prompt = 'A cat'; Duration = 7; Scene = 'roof'; Resolution = [DBNull]::Value }).Rows[0] } }
    ) {
        $task = & $Row | New-WanVideoTask -Image $image
        $task.Label | Should -Be shot-1
        $task.Prompt | Should -Be 'A cat'
        $task.Duration | Should -Be 7
        $task.Resolution | Should -Be 720p
        $task.Row.Scene | Should -Be roof
        $task.Row.prompt | Should -Be 'A cat'
        (Get-WanVideoTask -Label shot-1).Row.Scene | Should -Be roof
    }

    It 'can be passed as an argument' {
        (New-WanVideoTask -InputObject ([pscustomobject]@{ Prompt = 'A cat'; Duration = 7 }) -Image $image).Duration | Should -Be 7
    }

    It 'that is a dictionary does not affect the next row' {
        $tasks = @{ Prompt = 'One'; Duration = 7; NoSound = 'yes' }, @{ Prompt = 'Two' } | New-WanVideoTask -Image $image
        $tasks.Duration | Should -Be 7, 5
        (Get-SentBody | Where-Object prompt -eq Two).generate_audio | Should -BeTrue
    }

    It 'has its columns mapped by script blocks' -ForEach @(
        @{ Row = [pscustomobject]@{ text = 'A cat'; secs = 7; shot = 'shot-1' } }, @{ Row = @{ text = 'A cat'; secs = 7; shot = 'shot-1' } }
    ) {
        $task = $Row | New-WanVideoTask -Prompt { $_.text } -Duration { $_.secs } -Label { $_.shot } -Image $image
        $task.Prompt, $task.Duration, $task.Label | Should -Be 'A cat', 7, 'shot-1'
        $task.Row.shot | Should -Be shot-1
    }

    It 'can have the gateways'' names of media columns' {
        $task = [pscustomobject]@{ prompt = 'A cat'; image_url = $image } | New-WanVideoTask
        $task.Image | Should -Be $image
    }

    It 'is rejected with the cell <Column>=<Value> of a hashtable' -ForEach @(
        @{ Column = 'Duration'; Value = 'five' }, @{ Column = 'NoSound'; Value = 'maybe' }, @{ Column = 'ShotType'; Value = 'Double' }
    ) {
        $row = @{ Prompt = 'A cat'; Image = $image; $Column = $Value }
        $row | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failure" | Should -BeLike "The column '$Column' cannot be converted: *"
        $failure[0].TargetObject | Should -Be $row
        Get-SentBody | Should -BeNullOrEmpty
    }

    It 'is rejected if a cell separates URLs with a comma' {
        [pscustomobject]@{ Prompt = 'A cat'; ReferenceVideo = 'https://e.com/a.mp4,https://e.com/b.mp4' } | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike "*separated by ';'*"
        Get-SentBody | Should -BeNullOrEmpty
    }

    It 'has its choices trimmed, also of no-break spaces' {
        $nbsp = [char]0xA0
        [pscustomobject]@{ Prompt = 'A cat'; Image = $image; Resolution = "1080p$nbsp"; Duration = " 7$nbsp"; NoSound = "yes$nbsp"; Model = 'wan2.6-image-to-video-flash '; Label = "${nbsp}shot-1 " } | New-WanVideoTask |
            ForEach-Object Label | Should -Be shot-1
        (Get-SentBody).quality | Should -Be 1080p
        (Get-SentBody).duration | Should -Be 7
    }

    It 'is skipped if all of its cells are empty, with one warning' {
        $rows = [pscustomobject]@{ Prompt = ''; Duration = '' }, [pscustomobject]@{ Prompt = ' '; Duration = $null }, @{ Prompt = '' }, '', $null, [pscustomobject]@{ Prompt = 'A cat'; Duration = '' }
        ($rows | New-WanVideoTask -Image $image -ErrorAction Stop -WarningVariable warning -WarningAction SilentlyContinue).Prompt | Should -Be 'A cat'
        $warning | Should -Be '5 empty rows were skipped.'
    }

    It 'causes a warning if a cell differs from the value that is used' {
        $PSDefaultParameterValues = @{ 'New-WanVideoTask:Resolution' = '1080p' }
        $rows = [pscustomobject]@{ Label = 'a'; Prompt = 'One'; Resolution = '1080P'; Duration = '' }, [pscustomobject]@{ Label = 'b'; Prompt = 'Two'; Resolution = '720p'; Duration = 9 }, [pscustomobject]@{ Label = 'c'; Prompt = 'Three'; Resolution = '720p'; Duration = 9 }
        $tasks = $rows | New-WanVideoTask -Duration 5 -Image $image -WarningVariable warning -WarningAction SilentlyContinue
        $tasks.Resolution | Should -Be 1080p, 1080p, 1080p
        $warning | Should -HaveCount 2
        ($warning | Where-Object { $_ -like "b: The column Duration has '9', but -Duration '5' is used, *" }) | Should -HaveCount 1
        ($warning | Where-Object { $_ -like "b: The column Resolution has '720p', but -Resolution '1080p' is used, *" }) | Should -HaveCount 1
    }

    It 'is kept up to 16 KiB, and a warning names the columns beyond' {
        $task = [pscustomobject]@{ Label = 'long'; Prompt = 'A cat'; Notes = 'x' * 17000; Scene = 'roof' } | New-WanVideoTask -Image $image -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -Be 'long: The row is longer than 16 KiB. The task does not keep its column Notes.'
        $task.Row.Keys | Should -Be Label, Prompt, Scene
    }

    It 'is not a task: <Name> is refused, and the error names Restart-WanVideoTask' -ForEach @(
        @{ Name = 'a task'; Convert = { $task } }
        @{ Name = 'a deserialized task'; Convert = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($task)) } }
        @{ Name = 'a task from JSON'; Convert = { $task | ConvertTo-Json | ConvertFrom-Json } }
        @{ Name = 'a task from CSV'; Convert = { $task | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Name = 'a hashtable of a task'; Convert = { @{ Id = $task.Id; Provider = $task.Provider; Status = $task.Status; Prompt = $task.Prompt } } }
    ) {
        $task = New-WanVideoTask 'A cat' -Image $image
        Reset-MockServer $server
        & $Convert | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        "$failure" | Should -Be "$($task.Id) is a task and not a request. To send its request again, use Restart-WanVideoTask."
        Get-SentBody | Should -BeNullOrEmpty
    }
}

Describe 'One cause' {
    BeforeEach {
        Reset-MockServer $server
        Disconnect-WanVideo
        Connect-Mock $server
        $rows = 1..12 | ForEach-Object { [pscustomobject]@{ Label = "shot-$_"; Prompt = "Shot $_"; Image = $image } }
    }

    It 'is one error for all rows, which can be piped again: a rejected key' {
        Connect-WanVideo EvoLink -Name wrong -ApiKey sk-WRONG-KEY-1234 -BaseUri $server.BaseUri
        $rows | New-WanVideoTask -ThrottleLimit 3 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.Authentication,*'
        "$failure" | Should -BeLike '*For this reason 12 inputs were not processed (shot-1, shot-2, shot-3, shot-4, shot-5, …).*'
        @(Get-SentBody).Count | Should -BeLessOrEqual 3
        $failure[0].TargetObject.Label | Should -Be $rows.Label

        ($failure[0].TargetObject | New-WanVideoTask -Connection EvoLink).Label | Should -Be $rows.Label
    }

    It 'is one error for all rows: no key' {
        $rows | New-WanVideoTask -Connection DashScope -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotConnected,*'
        $failure[0].TargetObject | Should -HaveCount 12
    }

    It 'does not stop the rows of another connection' {
        Connect-WanVideo EvoLink -Name wrong -ApiKey sk-WRONG-KEY-1234 -BaseUri $server.BaseUri
        $tasks = $rows | Select-Object *, @{ n = 'Connection'; e = { $_.Label -match '[02468]$' ? 'wrong' : 'EvoLink' } } | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        $tasks | Should -HaveCount 6
        $failure[0].TargetObject | Should -HaveCount 6
    }

    It 'is one error for all tasks that are waited for, got or saved: no connection' -ForEach @(
        @{ Command = { $input | Wait-WanVideoTask -ErrorAction SilentlyContinue -ErrorVariable script:failure } }
        @{ Command = { $input | Get-WanVideoTask -ErrorAction SilentlyContinue -ErrorVariable script:failure } }
        @{ Command = { $input | Save-WanVideo $TestDrive -ErrorAction SilentlyContinue -ErrorVariable script:failure } }
    ) {
        $tasks = $rows | New-WanVideoTask
        Disconnect-WanVideo
        $tasks | & $Command
        $script:failure | Should -HaveCount 1
        $script:failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.NotConnected,*'
        $script:failure[0].TargetObject.Id | Should -Be $tasks.Id
    }
}

Describe '-ThrottleLimit 1' {
    It 'writes each task before the next input is read, so that -PipelineVariable pairs them' {
        Connect-Mock $server
        1..4 | ForEach-Object { [pscustomobject]@{ Prompt = "Shot $_" } } -PipelineVariable row | New-WanVideoTask -Image $image -ThrottleLimit 1 |
            ForEach-Object { "$($row.Prompt)=$($_.Prompt)" } | Should -Be 'Shot 1=Shot 1', 'Shot 2=Shot 2', 'Shot 3=Shot 3', 'Shot 4=Shot 4'
    }
}
