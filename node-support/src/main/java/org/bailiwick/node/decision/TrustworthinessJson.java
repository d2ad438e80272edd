package org.bailiwick.node.decision;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The members {@code roots_of_trust} and {@code vector} of an attestation, as the registry tells
 * them to nodes, and nodes to enforcement points. A member without content is left out.
 */
public final class TrustworthinessJson {
  private static final String ROOTS = "roots_of_trust";
  private static final String KIND = "kind";
  private static final String ANCHOR = "anchor";
  private static final String VECTOR = "vector";

  private TrustworthinessJson() {}

  /** Adds the members to an attestation. */
  public static void add(AttesterTrustworthiness known, JsonObjectBuilder attestation) {
    if (!known.rootsOfTrust().isEmpty()) {
      JsonArrayBuilder roots = Json.createArrayBuilder();
      known
          .rootsOfTrust()
          .forEach(
              root ->
                  roots.add(
                      Json.createObjectBuilder()
                          .add(KIND, root.kind())
                          .add(ANCHOR, root.anchor())));
      attestation.add(ROOTS, roots);
    }
    if (!known.vector().isEmpty()) {
      JsonObjectBuilder vector = Json.createObjectBuilder();
      known.vector().claims().forEach((claim, value) -> vector.add(claim.text(), value));
      attestation.add(VECTOR, vector);
    }
  }

  /**
   * What an attestation says; empty if it has none of the members.
   *
   * @throws ProblemException MALFORMED_REQUEST for texts, claims or values that do not exist
   * @throws ClassCastException for a member of another type
   * @throws NullPointerException for a root of trust without kind or anchor
   * @throws ArithmeticException for a claim that is no whole number
   */
  public static Optional<AttesterTrustworthiness> read(JsonObject attestation) {
    List<RootOfTrust> roots = new ArrayList<>();
    Optional.ofNullable(attestation.getJsonArray(ROOTS))
        .ifPresent(all -> all.forEach(root -> roots.add(root(root.asJsonObject()))));
    Map<String, Integer> claims = new HashMap<>();
    Optional.ofNullable(attestation.getJsonObject(VECTOR))
        .ifPresent(
            vector -> vector.keySet().forEach(name -> claims.put(name, claim(vector, name))));
    return AttesterTrustworthiness.of(roots, TrustVector.of(claims));
  }

  private static RootOfTrust root(JsonObject root) {
    return new RootOfTrust(root.getString(KIND), root.getString(ANCHOR));
  }

  private static int claim(JsonObject vector, String name) {
    return vector.getJsonNumber(name).intValueExact();
  }
}
