using GraphQL;
using GraphQL.Types;

namespace GraphQLServer.Documents;

/// <summary>The cost of a schema field: its own, and a factor for the fields below it.</summary>
/// <param name="Own">The field's own cost, or that of each item of a list; null for the default.</param>
/// <param name="Times">The factor for the fields below it.</param>
/// <param name="Items">The source of the list's length; None if the field is no list, or if <paramref name="Times"/> includes its length.</param>
/// <param name="Length">The list's length, or the default of the argument that sets it.</param>
/// <param name="Argument">The argument that sets the length.</param>
internal sealed record FieldCost(double? Own = null, double Times = 1, ListLength Items = ListLength.None, int Length = 1, string? Argument = null)
{
    internal const string Key = "GraphQLServer.Cost";

    /// <summary>The cost of an object, and of each list item, if none is set.</summary>
    internal const double Node = 0.05;

    /// <summary>The cost of a field without subfields, if none is set.</summary>
    internal const double Leaf = 0.003;

    internal static FieldCost? Of(FieldType? definition) => definition?.GetMetadata<FieldCost?>(Key);
}

/// <summary>The source of a list's length.</summary>
internal enum ListLength
{
    None,

    /// <summary>The length is always about the same.</summary>
    Fixed,

    /// <summary>The list is as long as a list argument of the field.</summary>
    ArgumentLength,

    /// <summary>The list is as long as a number argument of the field says.</summary>
    NumberArgument,

    /// <summary>The field is a page whose size is an argument. The size applies to the lists on the page.</summary>
    PageArgument,

    /// <summary>The list is on a page and has the page's size.</summary>
    Page,
}

/// <summary>Sets costs on schema fields. The default is 0.05, or 0.003 for a leaf.</summary>
public static class FieldCosts
{
    /// <param name="own">The field's own cost. The default limit for an operation is 1,000.</param>
    /// <param name="times">The factor for the fields below it, such as a list's typical length.</param>
    public static T Cost<T>(this T field, double own, double times = 1)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(own, times));

    /// <summary>Marks a list of about this length.</summary>
    public static T ListSize<T>(this T field, int length)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(Items: ListLength.Fixed, Length: length));

    /// <summary>Marks a list that is as long as its list argument.</summary>
    /// <param name="each">The cost of an item besides its fields; null for the default.</param>
    public static T ListSizeOf<T>(this T field, string argument, double? each = null)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(each, Items: ListLength.ArgumentLength, Argument: argument));

    /// <summary>Marks a list whose length is a number argument, checked against the limit for pages.</summary>
    /// <param name="own">The cost of the list, whatever its length.</param>
    public static T ListSizeOf<T>(this T field, string argument, int fallback, double own)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(own, Items: ListLength.NumberArgument, Length: fallback, Argument: argument));

    /// <summary>Marks a page whose size is an argument, checked against the limit. <see cref="PageItems"/> marks the lists on the page.</summary>
    public static T PageSize<T>(this T field, string argument, int fallback, double own)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(own, Items: ListLength.PageArgument, Length: fallback, Argument: argument));

    /// <summary>Marks a list of the items on a page.</summary>
    public static T PageItems<T>(this T field)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(Items: ListLength.Page));

    /// <summary>Sets the costs of introspection: its data is small and in memory, and the list lengths are those of a typical schema.</summary>
    internal static void SetForIntrospection(ISchema schema)
    {
        const double IntrospectionTimes = 0.1;
        schema.SchemaMetaFieldType.Cost(own: 0, IntrospectionTimes);
        schema.TypeMetaFieldType.Cost(own: 0, IntrospectionTimes);
        Set("__Schema", ("types", 60), ("directives", 3));
        Set("__Type", ("fields", 8), ("inputFields", 8), ("interfaces", 3), ("possibleTypes", 3), ("enumValues", 3));
        Set("__Field", ("args", 3));
        Set("__Directive", ("args", 3));

        void Set(string type, params (string Field, int Length)[] lists)
        {
            foreach (var (field, length) in lists) ((IComplexGraphType)schema.AllTypes[type]!).GetField(field)!.ListSize(length);
        }
    }
}
