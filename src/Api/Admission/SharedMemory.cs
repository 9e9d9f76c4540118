namespace GroupResults.Api.Admission;

/// <summary>Counts memory with several holders, such as a payload for many subscribers, once: from the first holder to the last.</summary>
internal sealed class SharedMemory
{
    private readonly Dictionary<object, Memory> _held = new(ReferenceEqualityComparer.Instance);

    /// <param name="what">The object, compared by reference.</param>
    /// <param name="take">Takes the memory for the first holder; null if there is no room. It is called under a lock.</param>
    /// <returns>Dispose it when the object is no longer held. Null if there is no room.</returns>
    internal IDisposable? TryHold(object what, Func<IDisposable?> take)
    {
        lock (_held)
        {
            if (!_held.TryGetValue(what, out var memory))
            {
                if (take() is not { } taken) return null;
                _held.Add(what, memory = new Memory(taken));
            }

            memory.Holders++;
        }

        return new Holder(this, what);
    }

    private void Release(object what)
    {
        lock (_held)
        {
            var memory = _held[what];
            if (--memory.Holders > 0) return;
            _held.Remove(what);
            memory.Taken.Dispose();
        }
    }

    private sealed class Memory(IDisposable taken)
    {
        internal IDisposable Taken => taken;

        internal int Holders { get; set; }
    }

    private sealed class Holder(SharedMemory memory, object what) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0) memory.Release(what);
        }
    }
}
