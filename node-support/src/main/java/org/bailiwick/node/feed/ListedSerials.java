package org.bailiwick.node.feed;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** The entries of the CRLs in use. */
@FunctionalInterface
public interface ListedSerials {

  /** The serial numbers that the CRLs of each issuer list; a later CRL does not change the sets. */
  Map<X500Principal, Set<BigInteger>> listed();
}
