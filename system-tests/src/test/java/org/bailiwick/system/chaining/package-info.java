/** Work that goes from one domain to another, with what both keep of it. */
package org.bailiwick.system.chaining;
