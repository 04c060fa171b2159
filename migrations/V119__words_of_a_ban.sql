-- what a ban wrote into the requests it closed spoke of the ban as if it held for ever
update access_request set public_text = 'A ban closed this request. No reviewer decided about it.' where reason_code = 'BANNED';
