package org.bailiwick.node.grants;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.node.outbound.Origin;

/** Reads the member {@code grants_to} of a partner's description. */
public final class GrantTargetMember {

  private static final String AUDIENCE = "audience";
  private static final String SCOPES = "scopes";
  private static final String CLIENTS = "clients";
  private static final String SUBJECTS = "subjects";
  private static final String RESOURCES = "resources";
  private static final String JOBS = "jobs";
  private static final String URI_OF_JOBS = "uri";
  private static final String TOKEN_ENDPOINT = "token_endpoint";
  private static final String RESOURCE = "resource";
  private static final Set<String> MEMBERS =
      Set.of(AUDIENCE, SCOPES, CLIENTS, SUBJECTS, RESOURCES, JOBS);
  private static final Set<String> MEMBERS_OF_JOBS =
      Set.of(URI_OF_JOBS, TOKEN_ENDPOINT, RESOURCE, "ca_file");

  /** A set of capabilities has no more, and a decision about a step has all of them. */
  private static final int MOST_SCOPES_WITH_JOBS = 100;

  /** One word of a scope (RFC 6749 section 3.3). */
  private static final Pattern SCOPE_WORD = Pattern.compile("[!#-\\[\\]-~]{1,255}");

  /** Reads the certificates of the file that the member {@code ca_file} names, if there is one. */
  @FunctionalInterface
  public interface CaFile {
    Set<X509Certificate> read(JsonObject member) throws IOException;
  }

  private GrantTargetMember() {}

  /**
   * The target, if the description has one.
   *
   * @throws IOException saying what is wrong with it; an exception of JSON or of a parser for a
   *     member that is missing or of the wrong form
   */
  public static Optional<GrantTarget> read(JsonObject partner, CaFile anchors) throws IOException {
    if (!partner.containsKey("grants_to")) {
      return Optional.empty();
    }
    JsonObject target = partner.getJsonObject("grants_to");
    if (!MEMBERS.containsAll(target.keySet())) {
      throw new IOException("grants_to has an unknown member");
    }
    Map<Capability, String> scopes = scopes(target);
    if (scopes.isEmpty()) {
      throw new IOException("grants_to has no scopes");
    }
    Set<String> resources = new HashSet<>();
    if (target.containsKey(RESOURCES)) {
      for (JsonString each : target.getJsonArray(RESOURCES).getValuesAs(JsonString.class)) {
        resources.add(each.getString());
      }
    }
    return Optional.of(
        new GrantTarget(
            issuer(target.getString(AUDIENCE)),
            scopes,
            texts(target, CLIENTS),
            texts(target, SUBJECTS),
            resources,
            jobs(target, resources, anchors)));
  }

  private static Optional<JobsEndpoint> jobs(
      JsonObject target, Set<String> resources, CaFile anchors) throws IOException {
    if (!target.containsKey(JOBS)) {
      return Optional.empty();
    }
    JsonObject jobs = target.getJsonObject(JOBS);
    if (!MEMBERS_OF_JOBS.containsAll(jobs.keySet())) {
      throw new IOException("jobs of grants_to has an unknown member");
    }
    if (target.getJsonObject(SCOPES).size() > MOST_SCOPES_WITH_JOBS) {
      throw new IOException("grants_to with jobs has at most 100 scopes");
    }
    Optional<String> resource = Optional.ofNullable(jobs.getString(RESOURCE, null));
    if (resource.isPresent() && !resources.contains(resource.get())) {
      throw new IOException("the resource of jobs is not among the resources of grants_to");
    }
    return Optional.of(
        new JobsEndpoint(
            plain(jobs.getString(URI_OF_JOBS)),
            plain(jobs.getString(TOKEN_ENDPOINT)),
            resource,
            anchors.read(jobs)));
  }

  /** An https URI without query and fragment. */
  private static URI plain(String text) throws IOException {
    URI uri = URI.create(text);
    Origin.of(uri); // refuses any other scheme
    if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawPath().isEmpty()) {
      throw new IOException("a URI of jobs has a path, and neither query nor fragment");
    }
    return uri;
  }

  /** RFC 8414 section 2: https, without query and fragment. */
  private static String issuer(String text) throws IOException {
    URI uri = URI.create(text);
    Origin.of(uri); // refuses any other scheme
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IOException("the audience of grants_to is not an issuer id");
    }
    return text;
  }

  private static Map<Capability, String> scopes(JsonObject target) throws IOException {
    Map<Capability, String> scopes = new HashMap<>();
    for (Map.Entry<String, String> each : texts(target, SCOPES).entrySet()) {
      if (!SCOPE_WORD.matcher(each.getValue()).matches()) {
        throw new IOException("a scope of grants_to is not one word");
      }
      scopes.put(Capability.parse(each.getKey()), each.getValue());
    }
    return scopes;
  }

  private static Map<String, String> texts(JsonObject target, String member) {
    Map<String, String> texts = new HashMap<>();
    if (target.containsKey(member)) {
      target
          .getJsonObject(member)
          .forEach((name, value) -> texts.put(name, ((JsonString) value).getString()));
    }
    return texts;
  }
}
