namespace GroupResults.Domain.Runs;

/// <summary>The state of a task run. The numbers are stored; do not renumber them.</summary>
public enum TaskRunState
{
    /// <summary>Known, but not to be run until something else asks for it.</summary>
    Unscheduled = 0,

    /// <summary>Waits for a worker.</summary>
    Pending = 1,

    Running = 2,

    /// <summary>Ended. Its report follows, or is there.</summary>
    Completed = 3,

    /// <summary>Ended with a failure.</summary>
    Failed = 4,

    /// <summary>Ended by the infrastructure, such as a lost worker.</summary>
    Exception = 5,
}
