package org.bailiwick.system.enrolment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** Somebody who knows the root alone and verifies tokens by python3-jwcrypto. */
public final class Verifier {

  /** The distribution's, whose packages the launcher installs. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final String SCRIPT =
      """
      import json, sys
      from jwcrypto import jwk, jwt
      keys = jwk.JWKSet.from_json(open(sys.argv[1]).read())
      holder = jwk.JWK.from_pem(open(sys.argv[2], 'rb').read())
      try:
          token = jwt.JWT(algs=['ES256'], check_claims={'sub': None, 'exp': None, 'iat': None, 'jti': None, 'cnf': None},
                          expected_type='JWS')
          token.leeway = -int(sys.argv[4])
          token.deserialize(sys.argv[3], keys)
      except Exception as refused:
          print(type(refused).__name__, refused)
          sys.exit(0)
      claims, header = json.loads(token.claims), json.loads(token.header)
      named = jwk.JWK(**claims['cnf']['jwk'])
      if header['typ'] != 'wit+jwt' or 'aud' in claims or named.has_private or 'alg' not in claims['cnf']['jwk']:
          print('no workload identity token', token.claims)
      elif named.thumbprint() != holder.thumbprint():
          print("another key than the certificate's")
      else:
          print('holds', claims['sub'])
      """;

  private final Path script;
  private final Path keys;
  private final Path certificate;

  /** Fetches the keys, by curl, as they are now. */
  public Verifier(Nodes nodes, Path folder, String certificatePem) throws IOException {
    script = Files.writeString(folder.resolve("verify.py"), SCRIPT);
    keys = folder.resolve("jwks.json");
    certificate = Files.writeString(folder.resolve("holder.pem"), certificatePem);
    Tool fetched =
        Tool.run(
            "curl",
            "-sSf",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "-o",
            keys.toString(),
            nodes.authority("/v1/wit/jwks").toString());
    if (fetched.exit() != 0) {
      throw new AssertionError(fetched.output());
    }
  }

  /** {@code holds} and whom, or why it is refused. */
  public String verify(String compact) {
    return verifyLater(compact, Duration.ZERO);
  }

  /** The same after a time, by the verifier's clock. */
  public String verifyLater(String compact, Duration after) {
    return Tool.run(
            PYTHON,
            script.toString(),
            keys.toString(),
            certificate.toString(),
            compact,
            String.valueOf(after.toSeconds()))
        .output()
        .strip();
  }
}
