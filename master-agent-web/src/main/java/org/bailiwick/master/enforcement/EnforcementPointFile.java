package org.bailiwick.master.enforcement;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;
import org.bailiwick.node.trust.limits.LimitsReader;

/**
 * Reads {@code nginx-1.json}: {@code {"credential": "spiffe://bailiwick.example/service/nginx-1",
 * "applications": ["shop"], "flows": true}}. Without {@code flows} it reports none.
 */
final class EnforcementPointFile {
  private static final String CREDENTIAL = "credential";
  private static final String APPLICATIONS = "applications";
  private static final String FLOWS = "flows";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern APPLICATION = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final int MOST_APPLICATIONS = 100;

  private EnforcementPointFile() {}

  /**
   * The enforcement point that the file describes.
   *
   * @param own the trust domain whose service it must be
   * @throws IOException saying what is wrong with the file
   */
  static EnforcementPoint read(Path file, TrustDomain own) throws IOException {
    try {
      return of(nameOf(file), StrictJson.object(Files.readAllBytes(file)), own);
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    } catch (ClassCastException | NullPointerException e) {
      throw new IOException("a member is missing or of the wrong form", e);
    }
  }

  private static String nameOf(Path file) throws IOException {
    String full = String.valueOf(file.getFileName());
    String name = full.substring(0, full.length() - ReviewedFolder.SUFFIX.length());
    if (!NAME.matcher(name).matches()) {
      throw new IOException("the file's name is no name of an enforcement point");
    }
    return name;
  }

  private static EnforcementPoint of(String name, JsonObject json, TrustDomain own)
      throws IOException {
    LimitsReader.requireKnown(json, Set.of(CREDENTIAL, APPLICATIONS, FLOWS));
    SpiffeId credential = SpiffeId.parse(json.getString(CREDENTIAL));
    if (!credential.isService() || !credential.trustDomain().equals(own)) {
      throw new IOException("the credential is not one of a service of this trust domain");
    }
    List<String> applications = LimitsReader.texts(json, APPLICATIONS);
    if (applications.size() > MOST_APPLICATIONS
        || !applications.stream().allMatch(each -> APPLICATION.matcher(each).matches())) {
      throw new IOException(
          "applications has at most " + MOST_APPLICATIONS + " names of a-z 0-9 and hyphens");
    }
    boolean flows = json.containsKey(FLOWS) && json.getBoolean(FLOWS);
    return new EnforcementPoint(name, credential, new LinkedHashSet<>(applications), flows);
  }
}
