-- What is counted as one network has one name: Network writes IPv6 the short way from now on.
update fetched set network = cast(cast(network as cidr) as text) where network like '%:0:0:0:0:0/48';
