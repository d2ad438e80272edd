package org.bailiwick.master.owncallers;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/**
 * Reads {@code planner.json}: {@code {"agent": "spiffe://bailiwick.example/agent/planner",
 * "scopes": ["invoice.parse@1"]}}. The file of a service or device has the member {@code service}
 * or {@code device} instead of {@code agent}.
 */
final class OwnCallerFile {
  private static final String SCOPES = "scopes";

  private OwnCallerFile() {}

  /**
   * The caller of this kind that the file describes.
   *
   * @throws IOException saying what is wrong with the file
   */
  static OwnCaller read(Path file, WorkloadKind kind, TrustDomain own) throws IOException {
    try {
      OwnCaller caller = of(StrictJson.object(Files.readAllBytes(file)), kind);
      WorkloadId workload = caller.workload();
      if (workload.kind() != kind) {
        throw new IOException("the SPIFFE id does not name " + withArticle(kind));
      }
      if (!workload.trustDomain().equals(own)) {
        throw new IOException("the " + kind.text() + " is not one of this trust domain");
      }
      if (!(workload.name() + ReviewedFolder.SUFFIX).equals(String.valueOf(file.getFileName()))) {
        throw new IOException("the file's name is not the " + kind.text() + "'s name");
      }
      return caller;
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    }
  }

  private static OwnCaller of(JsonObject json, WorkloadKind kind) throws IOException {
    String member = kind.text();
    if (!json.keySet().equals(Set.of(member, SCOPES))) {
      throw new IOException("the members must be " + member + " and scopes");
    }
    if (!(json.get(member) instanceof JsonString workload)
        || !(json.get(SCOPES) instanceof JsonArray scopes)) {
      throw new IOException(member + " must be a text, and scopes a list of texts");
    }
    return new OwnCaller(
        WorkloadId.parse(workload.getString()), CapabilitySet.parse(texts(scopes)));
  }

  private static String withArticle(WorkloadKind kind) {
    return (kind == WorkloadKind.AGENT ? "an " : "a ") + kind.text();
  }

  private static List<String> texts(JsonArray scopes) throws IOException {
    for (JsonValue each : scopes) {
      if (!(each instanceof JsonString)) {
        throw new IOException("scopes must be a list of texts");
      }
    }
    return scopes.getValuesAs(JsonString::getString);
  }
}
