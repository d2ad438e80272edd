package org.bailiwick.client.wit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;

/** Gets JWT-SVIDs from the authority for the credential of a folder; it stores none. */
public final class JwtSvidClient implements AutoCloseable {
  private final JsonEndpoint authority;

  public JwtSvidClient(URI authority, TrustedAuthority trusted, CredentialFolder folder) {
    this.authority = new JsonEndpoint(authority, folder.tls(trusted.trust(SpiffeId::isNode)));
  }

  /**
   * Gets a new token.
   *
   * @param serial of the credential in use
   * @param audiences the recipients that may accept the token
   * @throws org.bailiwick.contract.problem.ProblemException the authority's refusal
   */
  public WorkloadToken fetch(SerialNumber serial, List<String> audiences) {
    JsonObject request =
        Json.createObjectBuilder().add("audience", Json.createArrayBuilder(audiences)).build();
    JsonObject answer =
        authority.post("/v1/credentials/" + serial.hex() + "/jwt-svid", request, Map.of()).body();
    return WorkloadToken.parse(answer.getString("jwt_svid"));
  }

  @Override
  public void close() {
    authority.close();
  }
}
