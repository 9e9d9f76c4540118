// Each test starts processes of its own; on a small machine they would only be in each other's way.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
