package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.asset.AssetMembers;

/**
 * A reviewed change of one entry, or a new entry.
 *
 * @param changes what is done with which attribute; of a new entry all are additions
 * @param isNew whether the entry is made
 */
record ChangeOperation(NameTemplate entry, List<Change> changes, boolean isNew)
    implements DirectoryRequest {
  static final Set<String> OF_MODIFY = Set.of("entry", "add", "replace", "remove");
  static final Set<String> OF_ADD = Set.of("entry", "attributes");
  private static final int MOST_VALUES = 100;

  ChangeOperation {
    changes = List.copyOf(changes);
  }

  /** A value: a text of the file, a parameter, or a distinguished name with parameters. */
  private record Value(Function<Map<String, String>, String> fill, List<String> names) {}

  private record Change(ModificationType type, String attribute, List<Value> values) {
    String[] filled(Map<String, String> filled) {
      return values.stream().map(each -> each.fill().apply(filled)).toArray(String[]::new);
    }
  }

  static ChangeOperation modify(AssetMembers members, JsonObject object) {
    List<Change> changes = new ArrayList<>();
    changes.addAll(changes(members, object, "remove", ModificationType.DELETE));
    changes.addAll(changes(members, object, "add", ModificationType.ADD));
    changes.addAll(changes(members, object, "replace", ModificationType.REPLACE));
    if (changes.isEmpty()) {
      throw members.fault("replace", "is missing, as are add and remove");
    }
    return new ChangeOperation(entry(members), changes, false);
  }

  static ChangeOperation add(AssetMembers members, JsonObject object) {
    members.object("attributes");
    return new ChangeOperation(
        entry(members), changes(members, object, "attributes", ModificationType.ADD), true);
  }

  private static NameTemplate entry(AssetMembers members) {
    return DirectoryOperation.parsed(members, "entry", NameTemplate::parse);
  }

  private static List<Change> changes(
      AssetMembers members, JsonObject object, String member, ModificationType type) {
    if (!object.containsKey(member)) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    members
        .object(member)
        .forEach(
            (name, values) ->
                changes.add(
                    new Change(
                        type,
                        DirectoryOperation.attribute(members, member, name),
                        values(members, member, values))));
    return changes;
  }

  private static List<Value> values(AssetMembers members, String member, JsonValue given) {
    if (!(given instanceof JsonArray array) || array.isEmpty() || array.size() > MOST_VALUES) {
      throw members.fault(member, "has an attribute without an array of 1 to 100 values");
    }
    return array.stream().map(each -> value(members, member, each)).toList();
  }

  private static Value value(AssetMembers members, String member, JsonValue given) {
    try {
      if (given instanceof JsonString text && !text.getString().isEmpty()) {
        Slot slot = Slot.parse(text.getString());
        return new Value(slot::fill, slot.names().toList());
      }
    } catch (IllegalArgumentException e) {
      throw members.fault(member, e.getMessage());
    }
    if (given instanceof JsonObject object) {
      NameTemplate name =
          DirectoryOperation.parsed(
              AssetMembers.of("a value of " + member, object, Set.of("dn")),
              "dn",
              NameTemplate::parse);
      return new Value(filled -> name.fill(filled).toString(), name.names().toList());
    }
    throw members.fault(member, "has a value that is no text and no object with dn");
  }

  @Override
  public Stream<String> names() {
    return Stream.concat(
        entry.names(),
        changes.stream()
            .flatMap(change -> change.values().stream())
            .flatMap(value -> value.names().stream()));
  }

  /** Whether doing it twice has the effect of doing it once: values are replaced only. */
  boolean isRepeatable() {
    return changes.stream().allMatch(each -> ModificationType.REPLACE.equals(each.type()));
  }

  @Override
  public String send(LDAPConnection connection, Map<String, String> values, AssetLimits limits)
      throws LDAPException {
    DN name = entry.fill(values);
    if (isNew) {
      connection.add(
          new AddRequest(
              name,
              changes.stream()
                  .map(each -> new Attribute(each.attribute(), each.filled(values)))
                  .toList()));
    } else {
      connection.modify(
          new ModifyRequest(
              name,
              changes.stream()
                  .map(each -> new Modification(each.type(), each.attribute(), each.filled(values)))
                  .toList()));
    }
    return "{\"count\":1}";
  }
}
