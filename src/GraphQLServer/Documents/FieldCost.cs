using GraphQL;
using GraphQL.Types;

namespace GraphQLServer.Documents;

/// <summary>What a field of the schema costs: for itself, and how often what is asked for below it.</summary>
/// <param name="Own">Null: what any field costs.</param>
/// <param name="Times">How often the fields below it count.</param>
/// <param name="Items">Where the length of the field's list is known from; None: the field is no list, or its length is in <paramref name="Times"/>.</param>
/// <param name="Length">The list's length; where an argument gives it, the argument's default.</param>
/// <param name="Argument">The argument that gives the length.</param>
internal sealed record FieldCost(double? Own = null, double Times = 1, ListLength Items = ListLength.None, int Length = 1, string? Argument = null)
{
    internal const string Key = "GraphQLServer.Cost";

    internal static FieldCost? Of(FieldType? definition) => definition?.GetMetadata<FieldCost?>(Key);
}

/// <summary>Where a list's length is known from.</summary>
internal enum ListLength
{
    None,

    /// <summary>It is always about the same.</summary>
    Fixed,

    /// <summary>An argument of the field is a list, and the field's is as long.</summary>
    ArgumentLength,

    /// <summary>An argument is the size of a page, of the lists that are fields of this field's object.</summary>
    PageArgument,

    /// <summary>The page of the object that the field belongs to.</summary>
    Page,
}

/// <summary>Sets costs on a schema's fields. A field without one costs 0.05, or 0.003 where it has no fields below it.</summary>
public static class FieldCosts
{
    /// <param name="own">Of the field itself. 1,000 is what one operation may cost by default.</param>
    /// <param name="times">How often the fields below it count, such as a list's usual length.</param>
    public static T Cost<T>(this T field, double own, double times = 1)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(own, times));

    /// <summary>The field is a list that is about so long.</summary>
    public static T ListSize<T>(this T field, int length)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(Items: ListLength.Fixed, Length: length));

    /// <summary>The field is a list that is as long as its argument.</summary>
    public static T ListSizeOf<T>(this T field, string argument)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(Items: ListLength.ArgumentLength, Argument: argument));

    /// <summary>The field is a page, whose size is an argument; its lists are marked by <see cref="PageItems"/>. The argument is held against the limit of pages.</summary>
    public static T PageSize<T>(this T field, string argument, int fallback, double own)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(own, Items: ListLength.PageArgument, Length: fallback, Argument: argument));

    /// <summary>The field is a list of what is on a page.</summary>
    public static T PageItems<T>(this T field)
        where T : IMetadataWriter => field.WithMetadata(FieldCost.Key, new FieldCost(Items: ListLength.Page));

    /// <summary>GraphQL's own fields: the schema's types are small and in memory, and the lists below it are as long as they are in a usual schema.</summary>
    internal static void SetForIntrospection(ISchema schema)
    {
        const double OfIntrospection = 0.1;
        schema.SchemaMetaFieldType.Cost(own: 0, OfIntrospection);
        schema.TypeMetaFieldType.Cost(own: 0, OfIntrospection);
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
