// Coyote controls one schedule of this process at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
