// What the cycle test is tried on. Each type of Kinds.Users uses Kinds.Used in one way only.
namespace GroupResults.Api.Tests.Architecture.Samples
{
    namespace Circle.First
    {
        internal sealed record One(Second.Two? Next);
    }

    namespace Circle.Second
    {
        internal sealed record Two(Third.Three? Next);
    }

    namespace Circle.Third
    {
        internal sealed record Three(First.One? Next);
    }

    namespace Enclosing
    {
        internal sealed record Whole(Inner.Part? Part);
    }

    namespace Enclosing.Inner
    {
        internal sealed record Part(Whole? Whole);
    }

    namespace Kinds.Used
    {
        internal interface IThing;

        internal class Thing;

        internal sealed class ThingException : Exception;

        [AttributeUsage(AttributeTargets.Class)]
        internal sealed class ThingAttribute : Attribute;

        internal static class Things
        {
            internal static int Count() => 0;
        }
    }

    namespace Kinds.Users
    {
        internal sealed class Inherits : Used.Thing;

        internal sealed class Implements : Used.IThing;

        internal sealed class HasProperty
        {
            internal IReadOnlyList<Used.Thing[]>? Property { get; init; }
        }

        internal static class TakesParameter
        {
            internal static void Take(in Used.Thing? thing) => _ = thing;
        }

        internal static class ReturnsIt
        {
            internal static Task<Used.Thing?> ReturnAsync() => Task.FromResult<Used.Thing?>(null);
        }

        internal static class Calls
        {
            internal static int Call() => Used.Things.Count();
        }

        internal static class CallsInALambda
        {
            internal static Func<int> Call() => () => Used.Things.Count() + 1;
        }

        internal static class CallsAsynchronously
        {
            internal static async Task<int> CallAsync()
            {
                await Task.Yield();
                return Used.Things.Count();
            }
        }

        internal static class CallsGeneric
        {
            internal static int Call() => Enumerable.Empty<Used.Thing>().Count();
        }

        internal static class Tests
        {
            internal static bool Test(object? value) => value is Used.Thing;
        }

        internal static class Catches
        {
            internal static void Catch(Action action)
            {
                try
                {
                    action();
                }
                catch (Used.ThingException)
                {
                    action = () => { };
                }
            }
        }

        internal sealed class IsConstrained<T>
            where T : Used.Thing;

        [Used.Thing]
        internal sealed class HasAttribute;

        [Named(typeof(Used.Thing))]
        internal sealed class IsNamedInAnAttribute;

        internal sealed class IsBoundToTheGeneric : List<Used.Thing>;
    }

    namespace Kinds
    {
        [AttributeUsage(AttributeTargets.Class)]
        internal sealed class NamedAttribute(params Type[] types) : Attribute
        {
            public Type[] Types { get; } = types;
        }
    }
}
