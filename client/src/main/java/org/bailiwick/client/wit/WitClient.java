package org.bailiwick.client.wit;

import jakarta.json.JsonObject;
import java.net.URI;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;

/** Gets Workload Identity Tokens from the authority for the credential of a folder. */
public final class WitClient implements AutoCloseable {
  private final JsonEndpoint authority;
  private final CredentialFolder folder;

  public WitClient(URI authority, TrustedAuthority trusted, CredentialFolder folder) {
    this.authority = new JsonEndpoint(authority, folder.tls(trusted.trust(SpiffeId::isNode)));
    this.folder = folder;
  }

  /**
   * Gets a new token and stores it beside the chain.
   *
   * @throws org.bailiwick.contract.problem.ProblemException the authority's refusal
   */
  public WorkloadToken fetch() {
    SerialNumber serial = folder.credential().serial();
    JsonObject answer = authority.post("/v1/credentials/" + serial.hex() + "/wit").body();
    WorkloadToken token = WorkloadToken.parse(answer.getString("wit"));
    folder.keepToken(serial, token.text());
    return token;
  }

  @Override
  public void close() {
    authority.close();
  }
}
