package org.bailiwick.node.trust.limits;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.grants.GrantTargetMember.CaFile;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.appraisal.AppraisalVerifier;

/**
 * Reads the member {@code verifiers} of a partner's description.
 *
 * @param folder of the description, for the files that it names
 * @param anchors reads the file of TLS anchors that a Verifier's member names
 */
public record VerifiersMember(Path folder, CaFile anchors) {

  /** The name of the member. */
  public static final String NAME = "verifiers";

  private static final String BUILD = "build";
  private static final String JWKS_FILE = "jwks_file";
  private static final String JWKS_URI = "jwks_uri";
  private static final String MAX_AGE = "max_age";
  private static final Set<String> MEMBERS =
      Set.of("developer", BUILD, JWKS_FILE, JWKS_URI, "ca_file", "algorithms", MAX_AGE);
  private static final Set<String> ALGORITHMS = Set.of("ES256", "ES384", "EdDSA", "RS256", "PS256");
  private static final int MOST = 8;
  private static final int LONGEST_NAME = 200;
  private static final Duration USUAL_AGE = Duration.ofHours(1);
  private static final Duration LONGEST_AGE = Duration.ofDays(7);

  /**
   * The Verifiers; none if the description has no such member.
   *
   * @throws IOException saying what is wrong with them; an exception of JSON for a member that is
   *     missing or of the wrong form
   */
  public List<AppraisalVerifier> read(JsonObject partner) throws IOException {
    if (!partner.containsKey(NAME)) {
      return List.of();
    }
    List<AppraisalVerifier> verifiers = new ArrayList<>();
    Set<String> developers = new HashSet<>();
    for (JsonObject each : partner.getJsonArray(NAME).getValuesAs(JsonObject.class)) {
      AppraisalVerifier verifier = verifier(each);
      if (!developers.add(verifier.developer())) {
        throw new IOException(NAME + ": " + verifier.developer() + " is listed twice");
      }
      verifiers.add(verifier);
    }
    if (verifiers.isEmpty() || verifiers.size() > MOST) {
      throw new IOException(NAME + " has 1 to " + MOST + " Verifiers");
    }
    return verifiers;
  }

  private AppraisalVerifier verifier(JsonObject member) throws IOException {
    LimitsReader.requireKnown(member, MEMBERS);
    boolean inFile = member.containsKey(JWKS_FILE);
    if (inFile == member.containsKey(JWKS_URI)) {
      throw new IOException(NAME + ": a Verifier names either jwks_file or jwks_uri");
    }
    List<String> algorithms = LimitsReader.texts(member, "algorithms");
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IOException(NAME + ": algorithms may be ES256, ES384, EdDSA, RS256, PS256");
    }
    String build = member.getString(BUILD, "");
    return new AppraisalVerifier(
        name(member.getString("developer")),
        build.isEmpty() ? Optional.empty() : Optional.of(name(build)),
        inFile ? Optional.of(folder.resolve(member.getString(JWKS_FILE))) : Optional.empty(),
        inFile ? Optional.empty() : Optional.of(https(member.getString(JWKS_URI))),
        anchors.read(member),
        algorithms,
        member.containsKey(MAX_AGE) ? age(member.getJsonNumber(MAX_AGE)) : USUAL_AGE);
  }

  private static Duration age(JsonNumber seconds) throws IOException {
    if (!seconds.isIntegral()
        || seconds.longValue() < 1
        || seconds.longValue() > LONGEST_AGE.toSeconds()) {
      throw new IOException(NAME + ": max_age is 1 to " + LONGEST_AGE.toSeconds() + " seconds");
    }
    return Duration.ofSeconds(seconds.longValue());
  }

  private static String name(String text) throws IOException {
    if (text.isEmpty() || text.length() > LONGEST_NAME) {
      throw new IOException(NAME + ": a name is empty or too long");
    }
    return text;
  }

  private static URI https(String text) {
    URI uri = URI.create(text);
    Origin.of(uri); // refuses any other scheme
    return uri;
  }
}
