package org.bailiwick.master.oauth;

import jakarta.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers refusals of the OAuth endpoints (RFC 6749 section 5.2). */
@Provider
public final class OAuthRefusalMapper implements ExceptionMapper<OAuthRefusal> {

  @Override
  public Response toResponse(OAuthRefusal refusal) {
    Response.ResponseBuilder answer =
        Response.status(refusal.error().status())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(
                Json.createObjectBuilder()
                    .add("error", refusal.error().code())
                    .add("error_description", refusal.getMessage())
                    .build()
                    .toString());
    if (refusal.error() == OAuthError.INVALID_CLIENT) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "ClientCertificate");
    }
    return answer.build();
  }
}
