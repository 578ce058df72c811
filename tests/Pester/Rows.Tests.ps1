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

    class Thrower {
        [string] ToString() { throw 'no text' }
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
        @{ Kind = 'a generic dictionary'; Row = { $row = [Collections.Generic.Dictionary[string, object]]::new(); $row.Label = 'shot-1'; $row.Prompt = 'A cat'; $row.Duration = 7; $row.Scene = 'roof'; $row } }
        @{ Kind = 'a generic ordered dictionary'; Row = { $row = [Collections.Generic.OrderedDictionary[string, string]]::new(); $row.Add('Label', 'shot-1'); $row.Add('Prompt', 'A cat'); $row.Add('Duration', '7'); $row.Add('Scene', 'roof'); $row } }
        @{ Kind = 'the row of a task'; Row = { (@{ Label = 'other'; Prompt = 'A cat'; Duration = 7; Scene = 'roof' } | New-WanVideoTask -Image $image -Label shot-0).Row | ForEach-Object { $_.Label = 'shot-1'; $_ } } }
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

    It 'is one row as an argument: the error of <Run> says that several are piped' -ForEach @(
        @{ Run = { New-WanVideoTask 'a', 'b' } }, @{ Run = { New-WanVideoTask -InputObject 'a', 'b' -ErrorAction Stop } }, @{ Run = { New-WanVideoTask @{ Prompt = 'A cat' } } }
        @{ Run = { Measure-WanVideoCost 'a', 'b' } }
    ) {
        $Run | Should -Throw '*one prompt*Pipe several prompts, or rows, to the command.*'
        Get-SentBody | Should -BeNullOrEmpty
    }

    It 'has no part in an invalid value on the command line, which is an error of its parameter' {
        { New-WanVideoTask 'A cat' -Duration abc } | Should -Throw "*'Duration'*Expected a whole number, not 'abc'.*" -ErrorId 'ParameterBinding*'
        { @{ Prompt = 'A cat' } | New-WanVideoTask -NoSound:maybe } | Should -Throw "*'NoSound'*Expected true or false, not 'maybe'.*" -ErrorId 'ParameterBinding*'
        Get-SentBody | Should -BeNullOrEmpty
    }

    It 'of a task can be converted to an object' {
        $task = [pscustomobject]@{ Prompt = 'A cat'; Scene = 'roof' } | New-WanVideoTask -Image $image
        [pscustomobject]$task.Row | Should -BeOfType pscustomobject
        ([pscustomobject]$task.Row).Scene | Should -Be roof
        ($task.Row | Measure-WanVideoCost -Image $image).Row.Scene | Should -Be roof
    }

    It 'that cannot be read is one error of that row' {
        $bad = @{ Label = 'L9'; Prompt = 'One'; Data = [Thrower]::new() }
        ($bad, [pscustomobject]$bad, @{ Prompt = 'Two' } | New-WanVideoTask -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue).Prompt | Should -Be Two
        $failure | Should -HaveCount 2
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        "$($failure[0])" | Should -BeLike 'L9: The row cannot be read: *no text*'
    }

    It 'that is a dictionary does not affect the next row' {
        $tasks = @{ Prompt = 'One'; Duration = 7; NoSound = 'yes' }, @{ Prompt = 'Two' } | New-WanVideoTask -Image $image
        $tasks.Duration | Should -Be 7, 5
        (Get-SentBody | Where-Object prompt -eq Two).generate_audio | Should -BeTrue
    }

    It 'can be of another kind than the previous row' {
        $tasks = [pscustomobject]@{ Prompt = 'One'; Duration = 3 }, @{ Prompt = 'Two'; Duration = 7 }, 'Three', @{ Prompt = 'Four' }, [pscustomobject]@{ Prompt = 'Five'; Duration = 4 } | New-WanVideoTask -Image $image
        $tasks.Prompt | Should -Be One, Two, Three, Four, Five
        $tasks.Duration | Should -Be 3, 7, 5, 5, 4
    }

    It 'has its columns mapped by script blocks' -ForEach @(
        @{ Row = [pscustomobject]@{ text = 'A cat'; secs = 7; shot = 'shot-1' } }, @{ Row = @{ text = 'A cat'; secs = 7; shot = 'shot-1' } }
    ) {
        $task = $Row | New-WanVideoTask -Prompt { $_.text } -Duration { $_.secs } -Label { $_.shot } -Image $image
        $task.Prompt, $task.Duration, $task.Label | Should -Be 'A cat', 7, 'shot-1'
        $task.Row.shot | Should -Be shot-1
    }

    It 'can be text or a file that script blocks map' {
        $url = 'https://example.com/{0}.png'
        ($url -f 'a'), ($url -f 'b') | New-WanVideoTask 'A cat' -Image { $_ } | ForEach-Object Image | Should -Be ($url -f 'a'), ($url -f 'b')
        Set-Content $TestDrive/roof.txt 'A cat on a roof'
        $task = Get-Item $TestDrive/roof.txt | New-WanVideoTask -Prompt { Get-Content $_ -Raw } -Label { $_.BaseName } -Image $image
        $task.Label | Should -Be roof
        $task.Prompt | Should -BeLike 'A cat on a roof*'
    }

    It 'can have the gateways'' names of media columns' {
        $task = [pscustomobject]@{ prompt = 'A cat'; image_url = $image } | New-WanVideoTask
        $task.Image | Should -Be $image
    }

    It 'is rejected with the cell <Column>=<Value>, as a hashtable and as an object, and the next row is sent' -ForEach @(
        @{ Column = 'Duration'; Value = 'five'; Expected = "'five'; expected a whole number" }
        @{ Column = 'Duration'; Value = 5.6; Expected = "'5.6'; expected a whole number" }
        @{ Column = 'NoSound'; Value = 'maybe'; Expected = "'maybe'; expected true or false" }
        @{ Column = 'ShotType'; Value = 'Double'; Expected = "'Double'; expected Single or Multi" }
        @{ Column = 'NegativePrompt'; Value = @{ a = 1 }; Expected = 'a hashtable; expected text' }
        @{ Column = 'Connection'; Value = 1, 2; Expected = "a list ('1', '2'); expected text" }
    ) {
        $cells = @{ Label = 'L9'; Prompt = 'A cat'; Image = $image; $Column = $Value }
        foreach ($row in $cells, [pscustomobject]$cells) {
            Reset-MockServer $server
            ($row, [pscustomobject]@{ Prompt = 'The next row'; Image = $image } | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue).Prompt | Should -Be 'The next row'
            $failure | Should -HaveCount 1
            "$failure" | Should -Be "L9: -$Column is $Expected."
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
            [object]::ReferenceEquals($failure[0].TargetObject.PSObject.BaseObject, $row.PSObject.BaseObject) -or $failure[0].TargetObject.Label -eq 'L9' | Should -BeTrue
            (Get-SentBody).duration | Should -Be 5
        }
    }

    It 'with several invalid cells is one error that names all' {
        [pscustomobject]@{ Label = 'L9'; Prompt = 'A cat'; Duration = 'abc'; NoSound = 'maybe' } | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Be "L9: -Duration is 'abc'; expected a whole number. -NoSound is 'maybe'; expected true or false."
    }

    It 'is rejected if a script block returns an invalid value for it' {
        $rows = 'abc', 4 | ForEach-Object { [pscustomobject]@{ Label = "L$_"; Prompt = 'A cat'; secs = $_ } }
        ($rows | New-WanVideoTask -Duration { $_.secs } -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue).Duration | Should -Be 4
        "$failure" | Should -Be "Labc: -Duration is 'abc'; expected a whole number."
    }

    It 'can not contradict itself: a Connection to another gateway than its Provider' {
        Connect-WanVideo Sandbox -Name studio
        $cells = @{ Label = 'L9'; Prompt = 'A cat'; Provider = 'EvoLink'; Connection = 'studio' }
        $cells, [pscustomobject]$cells | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 2
        $failure | ForEach-Object { "$_" | Should -Be "L9: The row has the Provider 'EvoLink' and the Connection 'studio', which connects to Sandbox. Remove one of these columns." }
        $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
        Get-SentBody | Should -BeNullOrEmpty

        $cells.Provider = 'sandbox'
        ([pscustomobject]$cells | New-WanVideoTask).Connection | Should -Be studio
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

    It 'is refused before anything is sent if a column is nearly a parameter: <Column>' -ForEach @(
        @{ Column = 'ImageUri'; Suggested = 'Image' }
        @{ Column = ' ImageUrl '; Suggested = 'Image' }
        @{ Column = 'Durations'; Suggested = 'Duration' }
        @{ Column = 'Duraiton'; Suggested = 'Duration' }
        @{ Column = 'seconds'; Suggested = 'Duration' }
        @{ Column = 'Negative Prompt'; Suggested = 'NegativePrompt' }
        @{ Column = 'no-sound'; Suggested = 'NoSound' }
        @{ Column = 'quality'; Suggested = 'Resolution' }
        @{ Column = 'ImagePath'; Value = 'cat.png'; Suggested = 'Image' }
        @{ Column = 'Reference clip'; Value = 'https://example.com/a.mp4'; Suggested = 'ReferenceVideo' }
        @{ Column = 'Clip'; Value = 'https://example.com/a.mp4'; Suggested = 'Video' }
        @{ Column = "$([char]0xFEFF)Label"; Suggested = 'Label' }
    ) {
        $row = [ordered]@{ Prompt = 'A cat'; $Column = $Value ?? '7' }
        $row, [pscustomobject]$row | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure.Count | Should -Be 2
        foreach ($record in $failure) {
            $record.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
            "$record" | Should -BeLike "The column '*' is not a parameter. Did you mean $($Suggested)? Rename the column, or remove it."
            $record.Exception.Prompt | Should -Be 'A cat'
        }
        { [pscustomobject]$row | Measure-WanVideoCost -ErrorAction Stop } | Should -Throw '*Did you mean*'
        Get-SentBody | Should -BeNullOrEmpty
        ([pscustomobject]$row | New-WanVideoTask -SkipValidation).Row.Contains($Column) | Should -BeTrue -Because '-SkipValidation keeps the column'
    }

    It 'keeps columns that are not parameters, which -WhatIf and Measure-WanVideoCost list' {
        $row = [pscustomobject]@{ Scene = 'roof'; Prompt = 'A cat'; Take = 2; ImageCredit = 'Ann'; Title = 'Cat'; Thumbnail = 'https://example.com/small' }
        (New-WanVideoTask -InputObject $row).Row.Take | Should -Be 2
        (Measure-WanVideoCost -InputObject $row).OtherColumns | Should -Be Scene, Take, ImageCredit, Title, Thumbnail
        Invoke-Process ("Import-Module '$ModulePath'; Connect-WanVideo Sandbox; [pscustomobject]@{ Scene = 'roof'; Prompt = 'A cat'; Take = 2 } | New-WanVideoTask -WhatIf") |
            Should -BeLike '*Columns that are not parameters: Scene, Take" on target "A cat"*'
    }

    It 'is refused if none of its properties is a parameter: <Name>' -ForEach @(
        @{ Name = 'a process'; Make = { Get-Process -Id $PID }; Message = 'None of the * properties of the input (Process) is a parameter: *' }
        @{ Name = 'a row'; Make = { [pscustomobject]@{ Text = 'A cat'; Scene = 'roof' } }; Message = 'None of the 2 properties of the input (a row) is a parameter: Text, Scene. Rename them, or take values from them as in -Prompt { $_.text }.' }
        @{ Name = 'a number'; Make = { 5 }; Message = "The input is '5', which is neither a prompt nor a row." }
        @{ Name = 'a CSV file with semicolons'; Make = { 'prompt;image', 'A cat;x' | ConvertFrom-Csv }; Message = "The row has a single column, 'prompt;image'. Read the file with the delimiter that it has: Import-Csv -Delimiter ';'." }
        @{ Name = 'a CSV file with tabs'; Make = { "prompt`timage", "A cat`tx" | ConvertFrom-Csv }; Message = '*Import-Csv -Delimiter "``t".' }
        @{ Name = 'a picture'; Make = { New-Item (Join-Path $TestDrive boat.png) -Force }; Message = "The input is the file 'boat.png' and not a request. Pass an image as -Image, with the prompt as -Prompt." }
        @{ Name = 'a CSV file'; Make = { New-Item (Join-Path $TestDrive shots.csv) -Force }; Message = "The input is the file 'shots.csv' and not a request. Read its rows with Import-Csv." }
    ) {
        foreach ($arguments in @{}, @{ Prompt = 'A cat' }) {
            & $Make | New-WanVideoTask @arguments -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure.Count | Should -Be 1
            $failure.FullyQualifiedErrorId | Should -BeLike 'WanVideo.InvalidParameter,*'
            "$failure" | Should -BeLike ($Message -replace '\[', '`[')
        }
        Get-SentBody | Should -BeNullOrEmpty
    }

    It 'is refused if its prompt is the id of a task' {
        $task = New-WanVideoTask 'A cat' -Image $image
        Reset-MockServer $server
        $task.Id, $task.IntentId, "$([guid]::NewGuid())" | ForEach-Object { "$_" } | New-WanVideoTask -Image $image -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        { New-WanVideoTask $task.Id -Image $image -ErrorAction Stop } | Should -Throw "The prompt '$($task.Id)' is the id of a task. Get-WanVideoTask $($task.Id) gets the task."
        $failure.Count | Should -Be 3
        $task | Select-Object Prompt, Id, Status | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Match 'Restart-WanVideoTask'
        Get-SentBody | Should -BeNullOrEmpty
        New-WanVideoTask 'boat-2026-11-28-take-2' -Image $image | Should -Not -BeNullOrEmpty -Because 'it is no id'
    }

    It 'is refused if its text was read in the wrong encoding' {
        $text = [Text.Encoding]::UTF8.GetString([Text.Encoding]::Latin1.GetBytes('Ein Mädchen'))
        [pscustomobject]@{ Label = 'girl'; Prompt = $text } | New-WanVideoTask -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -BeLike 'girl: -Prompt contains U+FFFD, *Import-Csv -Encoding ansi*'
        Get-SentBody | Should -BeNullOrEmpty
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
