/** Issuing keys that change while the authority runs. */
package org.bailiwick.system.rotation;
