package org.bailiwick.client.key;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;

/** A key pair of an agent that is not certified yet. */
public interface AgentKey {
  /** The pair; the private key can sign, and may have no encoding. */
  KeyPair pair();

  /** Writes a file of mode 0600 to the folder, by which the key can be opened again. */
  void keepIn(Path folder) throws IOException;
}
