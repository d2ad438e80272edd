package org.bailiwick.client.key;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;

/** A key that was made for an agent and has not been certified yet. */
public interface AgentKey {
  /** Its two halves; the private one can sign, and may have no encoding. */
  KeyPair pair();

  /** Leaves in the folder what opens the key again; nobody but the owner can read it. */
  void keepIn(Path folder) throws IOException;
}
