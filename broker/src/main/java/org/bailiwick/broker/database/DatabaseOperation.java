package org.bailiwick.broker.database;

import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.contract.json.StrictJson;

/**
 * An operation of a database.
 *
 * @param roles the roles that the role of a call is a member of, and so all that it may do
 * @param parameters in the order of the statement's question marks
 * @param reads whether the statement runs in a transaction that may only read
 */
record DatabaseOperation(
    List<String> roles, SqlStatement statement, List<Parameter> parameters, boolean reads) {
  private static final Set<String> KNOWN =
      Set.of("capability", "takes", "roles", "statement", "parameters", "access");
  private static final Pattern ROLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
  private static final int MOST_PARAMETERS = 100;
  private static final int MOST_ROLES = 10;

  DatabaseOperation {
    roles = List.copyOf(roles);
    parameters = List.copyOf(parameters);
  }

  /**
   * Reads an operation of an asset file.
   *
   * @throws IllegalArgumentException if it is not as it has to be
   */
  static DatabaseOperation read(String asset, AssetOperation operation) {
    String place = asset + ": " + operation.capability();
    AssetMembers members = AssetMembers.of(place, operation.members(), KNOWN);
    String access = members.text("access");
    if (!access.equals("read") && !access.equals("write")) {
      throw members.fault("access", "is not read or write");
    }
    List<String> roles = members.texts("roles", MOST_ROLES);
    // With a role of PostgreSQL's own the role of a call could read or write files of the server.
    if (roles.isEmpty()
        || !roles.stream().allMatch(role -> ROLE.matcher(role).matches())
        || roles.stream().anyMatch(role -> role.startsWith("pg_"))) {
      throw members.fault("roles", "has to be 1 to 10 plain names of roles, none of them pg_…");
    }
    SqlStatement statement = statement(members);
    return new DatabaseOperation(
        roles, statement, inOrder(members, place, statement), access.equals("read"));
  }

  private static SqlStatement statement(AssetMembers members) {
    try {
      return SqlStatement.parse(members.text("statement"));
    } catch (IllegalArgumentException e) {
      throw members.fault("statement", e.getMessage());
    }
  }

  private static List<Parameter> inOrder(
      AssetMembers members, String place, SqlStatement statement) {
    Map<String, Parameter> byName = new HashMap<>();
    for (JsonObject object : members.objects("parameters", MOST_PARAMETERS)) {
      Parameter parameter = Parameter.read(place, object);
      if (byName.put(parameter.name(), parameter) != null) {
        throw members.fault("parameters", "has " + parameter.name() + " twice");
      }
    }
    if (!byName.keySet().equals(new HashSet<>(statement.names()))) {
      throw members.fault("parameters", "has not exactly the names of the statement");
    }
    return statement.names().stream().map(byName::get).toList();
  }

  /**
   * The values of an input, in the order of the question marks; empty is null.
   *
   * @throws InputFault if the input does not have them
   */
  List<Optional<Object>> values(String input) {
    JsonValue json = StrictJson.value(input);
    if (!(json instanceof JsonStructure structure)) {
      throw new InputFault("input-not-an-object");
    }
    List<Optional<Object>> values = new ArrayList<>();
    parameters.forEach(parameter -> values.add(parameter.value(structure)));
    return values;
  }
}
