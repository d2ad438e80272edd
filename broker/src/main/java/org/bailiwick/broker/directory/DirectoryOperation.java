package org.bailiwick.broker.directory;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.outbound.Repetition;

/**
 * An operation of a directory.
 *
 * @param account the name of the account as which it is done
 */
record DirectoryOperation(
    String account,
    DirectoryParameters parameters,
    DirectoryRequest request,
    Repetition repetition) {
  private static final Set<String> KNOWN =
      Set.of(
          "capability", "takes", "account", "parameters", "search", "modify", "add", "repeatable");
  private static final List<String> WORK = List.of("search", "modify", "add");

  /**
   * Reads an operation of an asset file.
   *
   * @param accounts the names of the file's accounts
   * @throws IllegalArgumentException if it is not as it has to be
   */
  static DirectoryOperation read(String asset, AssetOperation operation, Set<String> accounts) {
    String place = asset + ": " + operation.capability();
    AssetMembers members = AssetMembers.of(place, operation.members(), KNOWN);
    String account = members.text("account");
    if (!accounts.contains(account)) {
      throw members.fault("account", "is none of the credential's accounts");
    }
    DirectoryRequest request = request(place, members, operation.members());
    DirectoryParameters parameters = DirectoryParameters.read(place, members, operation);
    if (!parameters.names().equals(request.names().collect(Collectors.toSet()))) {
      throw members.fault("parameters", "has not exactly the names that the operation uses");
    }
    boolean repeatable = members.optionalTruth("repeatable").orElse(false);
    return new DirectoryOperation(account, parameters, request, repetition(request, repeatable));
  }

  private static DirectoryRequest request(String place, AssetMembers members, JsonObject object) {
    List<String> given = WORK.stream().filter(object::containsKey).toList();
    if (given.size() != 1) {
      throw members.fault("search", "or modify or add is there, and one of them only");
    }
    String member = given.getFirst();
    JsonObject work = members.object(member);
    String inside = place + ": " + member;
    return switch (member) {
      case "search" -> SearchOperation.read(AssetMembers.of(inside, work, SearchOperation.KNOWN));
      case "modify" ->
          ChangeOperation.modify(AssetMembers.of(inside, work, ChangeOperation.OF_MODIFY), work);
      default -> ChangeOperation.add(AssetMembers.of(inside, work, ChangeOperation.OF_ADD), work);
    };
  }

  private static Repetition repetition(DirectoryRequest request, boolean repeatable) {
    if (request instanceof ChangeOperation change) {
      return repeatable || change.isRepeatable() ? Repetition.REPEATABLE : Repetition.ONCE;
    }
    return Repetition.READS;
  }

  /** The text of a member in another form, whose faults name the member. */
  static <T> T parsed(AssetMembers members, String member, Function<String, T> parse) {
    String text = members.text(member);
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw members.fault(member, e.getMessage());
    }
  }

  /** The name of an attribute that the member has. */
  static String attribute(AssetMembers members, String member, String attribute) {
    try {
      return AttributeName.require(attribute);
    } catch (IllegalArgumentException e) {
      throw members.fault(member, e.getMessage());
    }
  }
}
